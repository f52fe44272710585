CREATE INDEX "channel_history_at" ON "channel_history" USING btree ("at","channel");--> statement-breakpoint
CREATE INDEX "refunds_settled" ON "refunds" USING btree ("settled_at","id");