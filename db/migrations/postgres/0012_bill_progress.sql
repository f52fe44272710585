ALTER TABLE "bill_lines" ADD COLUMN "paid_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "bills" ADD COLUMN "phase" text NOT NULL;--> statement-breakpoint
ALTER TABLE "bills" ADD COLUMN "cursor" text;--> statement-breakpoint
ALTER TABLE "bills" ADD COLUMN "run" integer NOT NULL;--> statement-breakpoint
ALTER TABLE "bills" ADD COLUMN "bytes_read" integer NOT NULL;--> statement-breakpoint
ALTER TABLE "bills" ADD COLUMN "compared" integer NOT NULL;--> statement-breakpoint
ALTER TABLE "bills" ADD COLUMN "counts" jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "bills" ADD COLUMN "raised" integer NOT NULL;--> statement-breakpoint
ALTER TABLE "bills" ADD COLUMN "waiting" integer NOT NULL;--> statement-breakpoint
ALTER TABLE "bills" ADD COLUMN "our_paid_fen" bigint NOT NULL;--> statement-breakpoint
ALTER TABLE "bills" ADD COLUMN "our_refunded_fen" bigint NOT NULL;--> statement-breakpoint
ALTER TABLE "bills" ADD COLUMN "error_line" integer;--> statement-breakpoint
ALTER TABLE "bills" ADD COLUMN "error_detail" text;--> statement-breakpoint
ALTER TABLE "bills" ADD COLUMN "started_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "bills" ADD COLUMN "lines_forgotten_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "bill_lines_refunded" ON "bill_lines" USING btree ("out_trade_no") WHERE refunded_fen > 0;--> statement-breakpoint
CREATE INDEX "bills_day" ON "bills" USING btree ("day","channel");--> statement-breakpoint
CREATE INDEX "bills_finished" ON "bills" USING btree ("finished_at");--> statement-breakpoint
CREATE INDEX "payments_paid" ON "payments" USING btree ("channel","paid_at","out_trade_no");