DROP INDEX "diagnoses_order";--> statement-breakpoint
ALTER TABLE "diagnoses" ADD COLUMN "solved_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "tickets" ADD COLUMN "final_cause_code" text;--> statement-breakpoint
CREATE INDEX "diagnoses_created" ON "diagnoses" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "diagnoses_order" ON "diagnoses" USING btree ("order_no","created_at");