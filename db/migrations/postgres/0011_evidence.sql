CREATE TABLE "evidence_checkpoints" (
	"size" bigint PRIMARY KEY NOT NULL,
	"root_hash" text NOT NULL,
	"note" text NOT NULL,
	"key_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "evidence_entries" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"ref" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"salt" text NOT NULL,
	"digest" text NOT NULL,
	"mac" text NOT NULL,
	"leaf_index" bigint
);
--> statement-breakpoint
CREATE TABLE "evidence_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"origin" text NOT NULL,
	"public_key" text NOT NULL,
	"sealed_private" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"retired_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "evidence_nodes" (
	"level" integer NOT NULL,
	"idx" bigint NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "evidence_nodes_level_idx_pk" PRIMARY KEY("level","idx")
);
--> statement-breakpoint
CREATE INDEX "evidence_checkpoints_created" ON "evidence_checkpoints" USING btree ("created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "evidence_entries_ref" ON "evidence_entries" USING btree ("kind","ref");--> statement-breakpoint
CREATE UNIQUE INDEX "evidence_entries_leaf" ON "evidence_entries" USING btree ("leaf_index");
--> statement-breakpoint
CREATE TRIGGER "evidence_nodes_append_only" BEFORE UPDATE OR DELETE ON "evidence_nodes"
FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER "evidence_nodes_no_truncate" BEFORE TRUNCATE ON "evidence_nodes"
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER "evidence_checkpoints_append_only" BEFORE UPDATE OR DELETE ON "evidence_checkpoints"
FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER "evidence_checkpoints_no_truncate" BEFORE TRUNCATE ON "evidence_checkpoints"
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER "evidence_entries_no_delete" BEFORE DELETE ON "evidence_entries"
FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER "evidence_entries_no_truncate" BEFORE TRUNCATE ON "evidence_entries"
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- An entry is given its place in the log once; nothing else of it changes.
CREATE TRIGGER "evidence_entries_place_once" BEFORE UPDATE ON "evidence_entries"
FOR EACH ROW WHEN (OLD."leaf_index" IS NOT NULL OR NEW."id" IS DISTINCT FROM OLD."id" OR NEW."kind" IS DISTINCT FROM OLD."kind" OR NEW."ref" IS DISTINCT FROM OLD."ref" OR NEW."at" IS DISTINCT FROM OLD."at" OR NEW."salt" IS DISTINCT FROM OLD."salt" OR NEW."digest" IS DISTINCT FROM OLD."digest" OR NEW."mac" IS DISTINCT FROM OLD."mac")
EXECUTE FUNCTION refuse_change();
