ALTER TABLE "claims" ADD COLUMN "order_no" text;--> statement-breakpoint
CREATE INDEX "claims_order" ON "claims" USING btree ("order_no");--> statement-breakpoint
CREATE INDEX "topups_requested" ON "topups" USING btree ("requested_at","id");--> statement-breakpoint
CREATE INDEX "topups_decided" ON "topups" USING btree ("state","decided_at");--> statement-breakpoint
CREATE INDEX "topups_ticket" ON "topups" USING btree ("ticket_number");