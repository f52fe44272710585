CREATE TABLE "search_docs" (
	"doc" bigint PRIMARY KEY NOT NULL,
	"ticket_id" text NOT NULL,
	"kind" text NOT NULL,
	"ref" text NOT NULL,
	"digest" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "search_keys" (
	"key" text NOT NULL,
	"kind" text NOT NULL,
	"ticket_id" text NOT NULL,
	CONSTRAINT "search_keys_key_kind_ticket_id_pk" PRIMARY KEY("key","kind","ticket_id")
);
--> statement-breakpoint
CREATE TABLE "search_state" (
	"id" text PRIMARY KEY NOT NULL,
	"doc" bigint NOT NULL,
	"before" text,
	"done" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "search_docs_ref" ON "search_docs" USING btree ("ticket_id","kind","ref");--> statement-breakpoint
CREATE INDEX "search_keys_ticket" ON "search_keys" USING btree ("ticket_id");--> statement-breakpoint
-- Ranges of beginnings are by bytes, as on SQLite.
ALTER TABLE "search_keys" ALTER COLUMN "key" TYPE text COLLATE "C";--> statement-breakpoint
CREATE TABLE "search_index" (
	"doc" bigint PRIMARY KEY REFERENCES "search_docs" ("doc") ON DELETE CASCADE,
	"grams" text[] NOT NULL
);--> statement-breakpoint
-- Without a list of what is pending: whoever reads would have to go through it.
CREATE INDEX "search_index_grams" ON "search_index" USING gin ("grams") WITH (fastupdate = off);
