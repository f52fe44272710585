ALTER TABLE "commands" ADD COLUMN "proposed_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "commands_created" ON "commands" USING btree ("created_at","id");