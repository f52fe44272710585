CREATE TABLE "money_watch" (
	"order_no" text PRIMARY KEY NOT NULL,
	"next_look_at" timestamp (3) with time zone NOT NULL,
	"looks" integer NOT NULL,
	"stirred" integer NOT NULL,
	"told_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE INDEX "money_watch_next" ON "money_watch" USING btree ("next_look_at");--> statement-breakpoint
CREATE INDEX "money_items_out_trade" ON "money_items" USING btree ("out_trade_no");--> statement-breakpoint
CREATE INDEX "money_items_resolved" ON "money_items" USING btree ("state","resolved_at","id");