ALTER TABLE "attachments" ADD COLUMN "original_sha256" text;--> statement-breakpoint
ALTER TABLE "attachments" ADD COLUMN "phash" text;--> statement-breakpoint
ALTER TABLE "attachments" ADD COLUMN "read_state" text;--> statement-breakpoint
ALTER TABLE "attachments" ADD COLUMN "read_attempts" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "attachments" ADD COLUMN "read_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "attachments" ADD COLUMN "reading" jsonb;--> statement-breakpoint
ALTER TABLE "attachments" ADD COLUMN "read_payment_no" text;--> statement-breakpoint
CREATE INDEX "attachments_original" ON "attachments" USING btree ("original_sha256");--> statement-breakpoint
CREATE INDEX "attachments_read_payment" ON "attachments" USING btree ("read_payment_no");--> statement-breakpoint
CREATE INDEX "attachments_to_read" ON "attachments" USING btree ("created_at","id") WHERE read_state in ('pending', 'busy', 'timed_out');