CREATE TABLE "evidence_pushes" (
	"sink" text PRIMARY KEY NOT NULL,
	"target" text NOT NULL,
	"size" bigint NOT NULL,
	"delivered_at" timestamp (3) with time zone,
	"attempts" integer NOT NULL,
	"next_attempt_at" timestamp (3) with time zone NOT NULL,
	"last_error" text,
	"disabled_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "evidence_entries" ADD COLUMN "erased_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "evidence_entries_erased" ON "evidence_entries" USING btree ("erased_at","kind","ref") WHERE erased_at is not null;--> statement-breakpoint
CREATE INDEX "evidence_nodes_leaf" ON "evidence_nodes" USING btree ("hash") WHERE level = 0;
--> statement-breakpoint
DROP TRIGGER "evidence_entries_place_once" ON "evidence_entries";
--> statement-breakpoint
-- An entry is given its place in the log once, and its salt is forgotten once; nothing else of it changes.
CREATE TRIGGER "evidence_entries_place_once" BEFORE UPDATE ON "evidence_entries"
FOR EACH ROW WHEN (NEW."id" IS DISTINCT FROM OLD."id" OR NEW."kind" IS DISTINCT FROM OLD."kind" OR NEW."ref" IS DISTINCT FROM OLD."ref" OR NEW."at" IS DISTINCT FROM OLD."at" OR NEW."digest" IS DISTINCT FROM OLD."digest" OR NEW."mac" IS DISTINCT FROM OLD."mac"
  OR NOT (
    (NEW."salt" IS NOT DISTINCT FROM OLD."salt" AND NEW."erased_at" IS NOT DISTINCT FROM OLD."erased_at" AND OLD."leaf_index" IS NULL)
    OR (NEW."leaf_index" IS NOT DISTINCT FROM OLD."leaf_index" AND OLD."erased_at" IS NULL AND NEW."erased_at" IS NOT NULL AND NEW."salt" = '')
  ))
EXECUTE FUNCTION refuse_change();
