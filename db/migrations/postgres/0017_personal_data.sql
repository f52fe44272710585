CREATE TABLE "erasures" (
	"id" text PRIMARY KEY NOT NULL,
	"customer_id" text NOT NULL,
	"reason" text NOT NULL,
	"requested_by_id" text NOT NULL,
	"requested_by_name" text NOT NULL,
	"state" text NOT NULL,
	"step" integer NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"counts" jsonb NOT NULL,
	"files" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reveals" (
	"id" text PRIMARY KEY NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" text NOT NULL,
	"actor_name" text NOT NULL,
	"subject" text NOT NULL,
	"field" text NOT NULL,
	"reason" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "erasures_customer" ON "erasures" USING btree ("customer_id");--> statement-breakpoint
CREATE INDEX "erasures_state" ON "erasures" USING btree ("state","started_at");--> statement-breakpoint
CREATE INDEX "reveals_at" ON "reveals" USING btree ("at","id");--> statement-breakpoint
CREATE INDEX "reveals_actor" ON "reveals" USING btree ("actor_id","at");--> statement-breakpoint
CREATE INDEX "reveals_subject" ON "reveals" USING btree ("subject","at");