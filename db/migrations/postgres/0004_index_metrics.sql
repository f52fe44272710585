CREATE INDEX "tickets_first_reply" ON "tickets" USING btree ("first_reply_at") WHERE first_reply_at is not null;--> statement-breakpoint
CREATE INDEX "tickets_first_resolved" ON "tickets" USING btree ("first_resolved_at") WHERE first_resolved_at is not null;--> statement-breakpoint
CREATE INDEX "tickets_closed" ON "tickets" USING btree ("closed_at") WHERE closed_at is not null;