ALTER TABLE "refunds" ADD COLUMN "refunded_before_fen" bigint NOT NULL;--> statement-breakpoint
ALTER TABLE "topups" ADD COLUMN "draws" jsonb;--> statement-breakpoint
ALTER TABLE "topups" ADD COLUMN "reference" text;--> statement-breakpoint
ALTER TABLE "topups" ADD COLUMN "failure" text;--> statement-breakpoint
ALTER TABLE "topups" ADD COLUMN "settled_at" timestamp (3) with time zone;