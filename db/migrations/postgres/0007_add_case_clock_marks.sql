ALTER TABLE "gateway_cases" ADD COLUMN "request" text;--> statement-breakpoint
ALTER TABLE "gateway_cases" ADD COLUMN "warned_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "gateway_cases" ADD COLUMN "breach_told_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "gateway_cases" ADD COLUMN "closed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "gateway_cases" ADD COLUMN "closed_by_name" text;--> statement-breakpoint
ALTER TABLE "gateway_cases" ADD COLUMN "close_note" text;--> statement-breakpoint
ALTER TABLE "gateway_complaints" ADD COLUMN "next_detail_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "gateway_complaints" ADD COLUMN "detail_attempts" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "gateway_cases_one_open" ON "gateway_cases" USING btree ("order_no","out_trade_no") WHERE state in ('open', 'escalated');--> statement-breakpoint
CREATE INDEX "gateway_complaints_detail" ON "gateway_complaints" USING btree ("next_detail_at");--> statement-breakpoint
CREATE INDEX "gateway_complaints_state" ON "gateway_complaints" USING btree ("state","made_at");--> statement-breakpoint
CREATE INDEX "gateway_complaints_order" ON "gateway_complaints" USING btree ("order_no");