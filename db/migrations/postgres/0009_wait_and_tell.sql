CREATE TABLE "notice_deliveries" (
	"id" text PRIMARY KEY NOT NULL,
	"message_id" text NOT NULL,
	"channel" text NOT NULL,
	"kind" text NOT NULL,
	"customer_id" text NOT NULL,
	"order_no" text,
	"ticket_number" text,
	"diagnosis_id" text,
	"params" jsonb NOT NULL,
	"locale" text NOT NULL,
	"address" text,
	"shown_address" text NOT NULL,
	"address_hash" text NOT NULL,
	"on_record" boolean NOT NULL,
	"essential" boolean NOT NULL,
	"state" text NOT NULL,
	"attempts" integer NOT NULL,
	"next_attempt_at" timestamp (3) with time zone,
	"lease_owner" text,
	"lease_until" timestamp (3) with time zone,
	"error" text,
	"reference" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"sent_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "notice_preferences" (
	"customer_id" text PRIMARY KEY NOT NULL,
	"mail_off" boolean NOT NULL,
	"sms_off" boolean NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "order_signals" (
	"order_no" text NOT NULL,
	"kind" text NOT NULL,
	"sku" text NOT NULL,
	"told_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "order_signals_order_no_kind_pk" PRIMARY KEY("order_no","kind")
);
--> statement-breakpoint
CREATE TABLE "order_watch" (
	"order_no" text PRIMARY KEY NOT NULL,
	"next_look_at" timestamp (3) with time zone NOT NULL,
	"stirred" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "diagnosis_waits" (
	"diagnosis_id" text PRIMARY KEY NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"next_check_at" timestamp (3) with time zone,
	"checks" integer NOT NULL,
	"checked_at" timestamp (3) with time zone,
	"stirred" integer NOT NULL,
	"contact" text
);
--> statement-breakpoint
CREATE TABLE "upstream_answers" (
	"order_no" text PRIMARY KEY NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"answered_at" timestamp (3) with time zone,
	"state" text,
	"supplier" text,
	"supplier_ref" text,
	"code" text,
	"message" text,
	"credited_fen" bigint,
	"state_at" timestamp (3) with time zone,
	"news" integer NOT NULL,
	"last_error" text
);
--> statement-breakpoint
ALTER TABLE "inbox_messages" ADD COLUMN "diagnosis_id" text;--> statement-breakpoint
ALTER TABLE "diagnosis_waits" ADD CONSTRAINT "diagnosis_waits_diagnosis_id_diagnoses_id_fk" FOREIGN KEY ("diagnosis_id") REFERENCES "public"."diagnoses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "notice_deliveries_message" ON "notice_deliveries" USING btree ("message_id","channel");--> statement-breakpoint
CREATE INDEX "notice_deliveries_due" ON "notice_deliveries" USING btree ("next_attempt_at");--> statement-breakpoint
CREATE INDEX "notice_deliveries_customer" ON "notice_deliveries" USING btree ("customer_id","channel","created_at");--> statement-breakpoint
CREATE INDEX "notice_deliveries_state" ON "notice_deliveries" USING btree ("state","id");--> statement-breakpoint
CREATE INDEX "notice_deliveries_order" ON "notice_deliveries" USING btree ("order_no");--> statement-breakpoint
CREATE INDEX "order_signals_sku" ON "order_signals" USING btree ("sku","kind");--> statement-breakpoint
CREATE INDEX "order_watch_due" ON "order_watch" USING btree ("next_look_at");--> statement-breakpoint
CREATE INDEX "diagnosis_waits_due" ON "diagnosis_waits" USING btree ("next_check_at");--> statement-breakpoint
CREATE INDEX "orders_sku" ON "orders" USING btree ("sku","created_at");