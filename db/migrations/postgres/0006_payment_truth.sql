CREATE TABLE "bill_lines" (
	"bill_id" text NOT NULL,
	"out_trade_no" text NOT NULL,
	"gateway_trade_no" text,
	"paid_fen" bigint NOT NULL,
	"paid_count" integer NOT NULL,
	"refunded_fen" bigint NOT NULL,
	"paid_at" timestamp (3) with time zone,
	CONSTRAINT "bill_lines_bill_id_out_trade_no_pk" PRIMARY KEY("bill_id","out_trade_no")
);
--> statement-breakpoint
CREATE TABLE "bills" (
	"id" text PRIMARY KEY NOT NULL,
	"channel" text NOT NULL,
	"day" text NOT NULL,
	"source" text NOT NULL,
	"state" text NOT NULL,
	"phase" text NOT NULL,
	"cursor" text,
	"run" integer NOT NULL,
	"file_sha256" text,
	"file_name" text,
	"bytes_total" integer,
	"bytes_read" integer NOT NULL,
	"lines_read" integer NOT NULL,
	"compared" integer NOT NULL,
	"matched" integer NOT NULL,
	"mismatched" integer NOT NULL,
	"counts" jsonb NOT NULL,
	"raised" integer NOT NULL,
	"waiting" integer NOT NULL,
	"paid_fen" bigint NOT NULL,
	"refunded_fen" bigint NOT NULL,
	"our_paid_fen" bigint NOT NULL,
	"our_refunded_fen" bigint NOT NULL,
	"error" text,
	"error_line" integer,
	"error_detail" text,
	"attempts" integer NOT NULL,
	"next_attempt_at" timestamp (3) with time zone,
	"lease_until" timestamp (3) with time zone,
	"requested_by_name" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"started_at" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone,
	"lines_forgotten_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "announcements" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"channel" text,
	"text_zh" text NOT NULL,
	"text_en" text NOT NULL,
	"starts_at" timestamp (3) with time zone NOT NULL,
	"ends_at" timestamp (3) with time zone,
	"created_by_name" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"cancelled_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "channel_health" (
	"channel" text PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	"candidate" text,
	"candidate_since" timestamp (3) with time zone,
	"measures" jsonb NOT NULL,
	"measured_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "channel_history" (
	"channel" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"state" text NOT NULL,
	"attempts" integer NOT NULL,
	"succeeded" integer NOT NULL,
	"p95_ms" integer,
	"callback_lag_ms" integer,
	CONSTRAINT "channel_history_channel_at_pk" PRIMARY KEY("channel","at")
);
--> statement-breakpoint
CREATE TABLE "channel_samples" (
	"id" text PRIMARY KEY NOT NULL,
	"channel" text NOT NULL,
	"kind" text NOT NULL,
	"ok" boolean NOT NULL,
	"took_ms" integer,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "channel_settings" (
	"channel" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"label" text NOT NULL,
	"methods" jsonb NOT NULL,
	"priority" integer NOT NULL,
	"enabled" boolean NOT NULL,
	"policy" text NOT NULL,
	"auto_limit_fen" bigint NOT NULL,
	"config" jsonb NOT NULL,
	"secrets" text NOT NULL,
	"relay_url" text,
	"version" integer NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "gateway_cases" (
	"id" text PRIMARY KEY NOT NULL,
	"ticket_number" text,
	"order_no" text NOT NULL,
	"channel" text NOT NULL,
	"out_trade_no" text,
	"amount_fen" bigint NOT NULL,
	"state" text NOT NULL,
	"filed_by_name" text NOT NULL,
	"filed_at" timestamp (3) with time zone NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"escalate_at" timestamp (3) with time zone NOT NULL,
	"answer" text,
	"answered_at" timestamp (3) with time zone,
	"answered_by_name" text,
	"escalated_at" timestamp (3) with time zone,
	"request" text,
	"warned_at" timestamp (3) with time zone,
	"breach_told_at" timestamp (3) with time zone,
	"closed_at" timestamp (3) with time zone,
	"closed_by_name" text,
	"close_note" text
);
--> statement-breakpoint
CREATE TABLE "gateway_complaints" (
	"id" text PRIMARY KEY NOT NULL,
	"channel" text NOT NULL,
	"complaint_no" text NOT NULL,
	"state" text NOT NULL,
	"out_trade_no" text,
	"gateway_trade_no" text,
	"order_no" text,
	"ticket_number" text,
	"amount_fen" bigint,
	"text" text NOT NULL,
	"phone" text,
	"made_at" timestamp (3) with time zone NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"raw" jsonb NOT NULL,
	"next_detail_at" timestamp (3) with time zone,
	"detail_attempts" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "gateway_callbacks" (
	"id" text PRIMARY KEY NOT NULL,
	"channel" text NOT NULL,
	"kind" text NOT NULL,
	"method" text NOT NULL,
	"query" text NOT NULL,
	"headers" jsonb NOT NULL,
	"body" text NOT NULL,
	"remote_address" text NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"verified" boolean,
	"verdict" text NOT NULL,
	"reason" text,
	"event" text,
	"notify_id" text,
	"out_trade_no" text,
	"gateway_trade_no" text,
	"order_no" text,
	"amount_fen" bigint,
	"answer_status" integer,
	"answer_body" text,
	"judged_at" timestamp (3) with time zone,
	"judgements" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "gateway_payments" (
	"channel" text NOT NULL,
	"out_trade_no" text NOT NULL,
	"order_no" text,
	"state" text,
	"amount_fen" bigint,
	"refunded_fen" bigint NOT NULL,
	"gateway_trade_no" text,
	"paid_at" timestamp (3) with time zone,
	"answered_at" timestamp (3) with time zone,
	"callback_at" timestamp (3) with time zone,
	"began_at" timestamp (3) with time zone NOT NULL,
	"attempts" integer NOT NULL,
	"next_query_at" timestamp (3) with time zone,
	"last_error" text,
	CONSTRAINT "gateway_payments_channel_out_trade_no_pk" PRIMARY KEY("channel","out_trade_no")
);
--> statement-breakpoint
CREATE TABLE "money_items" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"dedupe_key" text NOT NULL,
	"state" text NOT NULL,
	"rank" integer NOT NULL,
	"channel" text,
	"order_no" text,
	"out_trade_no" text,
	"gateway_trade_no" text,
	"amount_fen" bigint,
	"other_fen" bigint,
	"detail" jsonb NOT NULL,
	"bill_id" text,
	"proposal" jsonb,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"resolution" text,
	"resolved_at" timestamp (3) with time zone,
	"resolved_by_name" text,
	"note" text,
	"version" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "relay_deliveries" (
	"id" text PRIMARY KEY NOT NULL,
	"callback_id" text NOT NULL,
	"channel" text NOT NULL,
	"url" text NOT NULL,
	"state" text NOT NULL,
	"attempts" integer NOT NULL,
	"next_attempt_at" timestamp (3) with time zone,
	"lease_until" timestamp (3) with time zone,
	"last_status" integer,
	"last_error" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"delivered_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "money_watch" (
	"order_no" text PRIMARY KEY NOT NULL,
	"next_look_at" timestamp (3) with time zone NOT NULL,
	"looks" integer NOT NULL,
	"stirred" integer NOT NULL,
	"told_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "card_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"order_no" text NOT NULL,
	"customer_id" text NOT NULL,
	"command_id" text NOT NULL,
	"sealed" text NOT NULL,
	"delivered_at" timestamp (3) with time zone NOT NULL,
	"revealed_at" timestamp (3) with time zone,
	"revealed_by" text
);
--> statement-breakpoint
CREATE TABLE "command_attempts" (
	"id" text PRIMARY KEY NOT NULL,
	"command_id" text NOT NULL,
	"action" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"took_ms" integer,
	"outcome" text,
	"http_status" integer,
	"detail" text
);
--> statement-breakpoint
CREATE TABLE "commands" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"order_no" text NOT NULL,
	"subject_id" text NOT NULL,
	"amount_fen" bigint NOT NULL,
	"body" text NOT NULL,
	"state" text NOT NULL,
	"attempts" integer NOT NULL,
	"tries" integer NOT NULL,
	"sent_at" timestamp (3) with time zone,
	"next_attempt_at" timestamp (3) with time zone,
	"lease_until" timestamp (3) with time zone,
	"lease_owner" text,
	"last_error" text,
	"reference" text,
	"result_code" text,
	"result_message" text,
	"delivery" text,
	"proposal" jsonb,
	"proposed_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"decided_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "refunds" (
	"id" text PRIMARY KEY NOT NULL,
	"order_no" text NOT NULL,
	"out_trade_no" text NOT NULL,
	"channel" text,
	"n" integer NOT NULL,
	"ticket_number" text,
	"customer_id" text NOT NULL,
	"amount_fen" bigint NOT NULL,
	"refunded_before_fen" bigint NOT NULL,
	"reason_code" text NOT NULL,
	"note" text,
	"state" text NOT NULL,
	"route" text NOT NULL,
	"gate" jsonb NOT NULL,
	"second_person_reasons" jsonb NOT NULL,
	"facts_hash" text NOT NULL,
	"requested_by_kind" text NOT NULL,
	"requested_by_id" text NOT NULL,
	"requested_by_name" text NOT NULL,
	"requested_at" timestamp (3) with time zone NOT NULL,
	"decided_by_kind" text,
	"decided_by_id" text,
	"decided_by_name" text,
	"decided_at" timestamp (3) with time zone,
	"decision_note" text,
	"reference" text,
	"failure" text,
	"attempts" integer NOT NULL,
	"next_attempt_at" timestamp (3) with time zone,
	"lease_until" timestamp (3) with time zone,
	"settled_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "gateway_state" text;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "gateway_via" text;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "gateway_fen" bigint;--> statement-breakpoint
ALTER TABLE "topups" ADD COLUMN "draws" jsonb;--> statement-breakpoint
ALTER TABLE "topups" ADD COLUMN "reference" text;--> statement-breakpoint
ALTER TABLE "topups" ADD COLUMN "failure" text;--> statement-breakpoint
ALTER TABLE "topups" ADD COLUMN "settled_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "bill_lines" ADD CONSTRAINT "bill_lines_bill_id_bills_id_fk" FOREIGN KEY ("bill_id") REFERENCES "public"."bills"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "command_attempts" ADD CONSTRAINT "command_attempts_command_id_commands_id_fk" FOREIGN KEY ("command_id") REFERENCES "public"."commands"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "bill_lines_refunded" ON "bill_lines" USING btree ("out_trade_no") WHERE refunded_fen > 0;--> statement-breakpoint
CREATE UNIQUE INDEX "bills_channel_day" ON "bills" USING btree ("channel","day");--> statement-breakpoint
CREATE INDEX "bills_day" ON "bills" USING btree ("day","channel");--> statement-breakpoint
CREATE INDEX "bills_due" ON "bills" USING btree ("next_attempt_at");--> statement-breakpoint
CREATE INDEX "bills_created" ON "bills" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "bills_finished" ON "bills" USING btree ("finished_at");--> statement-breakpoint
CREATE INDEX "announcements_ends" ON "announcements" USING btree ("ends_at");--> statement-breakpoint
CREATE INDEX "channel_samples_channel" ON "channel_samples" USING btree ("channel","at");--> statement-breakpoint
CREATE INDEX "channel_samples_at" ON "channel_samples" USING btree ("at");--> statement-breakpoint
CREATE UNIQUE INDEX "gateway_cases_one_open" ON "gateway_cases" USING btree ("order_no","out_trade_no") WHERE state in ('open', 'escalated');--> statement-breakpoint
CREATE INDEX "gateway_cases_order" ON "gateway_cases" USING btree ("order_no");--> statement-breakpoint
CREATE INDEX "gateway_cases_ticket" ON "gateway_cases" USING btree ("ticket_number");--> statement-breakpoint
CREATE INDEX "gateway_cases_state" ON "gateway_cases" USING btree ("state","due_at");--> statement-breakpoint
CREATE INDEX "gateway_cases_filed" ON "gateway_cases" USING btree ("filed_at");--> statement-breakpoint
CREATE UNIQUE INDEX "gateway_complaints_no" ON "gateway_complaints" USING btree ("channel","complaint_no");--> statement-breakpoint
CREATE INDEX "gateway_complaints_out_trade" ON "gateway_complaints" USING btree ("out_trade_no");--> statement-breakpoint
CREATE INDEX "gateway_complaints_ticket" ON "gateway_complaints" USING btree ("ticket_number");--> statement-breakpoint
CREATE INDEX "gateway_complaints_made" ON "gateway_complaints" USING btree ("made_at","id");--> statement-breakpoint
CREATE INDEX "gateway_complaints_detail" ON "gateway_complaints" USING btree ("next_detail_at");--> statement-breakpoint
CREATE INDEX "gateway_complaints_state" ON "gateway_complaints" USING btree ("state","made_at");--> statement-breakpoint
CREATE INDEX "gateway_complaints_order" ON "gateway_complaints" USING btree ("order_no");--> statement-breakpoint
CREATE INDEX "gateway_callbacks_channel" ON "gateway_callbacks" USING btree ("channel","received_at","id");--> statement-breakpoint
CREATE INDEX "gateway_callbacks_out_trade" ON "gateway_callbacks" USING btree ("out_trade_no");--> statement-breakpoint
CREATE INDEX "gateway_callbacks_trade" ON "gateway_callbacks" USING btree ("gateway_trade_no");--> statement-breakpoint
CREATE INDEX "gateway_callbacks_order" ON "gateway_callbacks" USING btree ("order_no");--> statement-breakpoint
CREATE INDEX "gateway_callbacks_verdict" ON "gateway_callbacks" USING btree ("verdict","received_at","id");--> statement-breakpoint
CREATE INDEX "gateway_callbacks_received" ON "gateway_callbacks" USING btree ("received_at","id");--> statement-breakpoint
CREATE INDEX "gateway_payments_next" ON "gateway_payments" USING btree ("next_query_at");--> statement-breakpoint
CREATE INDEX "gateway_payments_order" ON "gateway_payments" USING btree ("order_no");--> statement-breakpoint
CREATE INDEX "gateway_payments_trade" ON "gateway_payments" USING btree ("gateway_trade_no");--> statement-breakpoint
CREATE INDEX "gateway_payments_out_trade" ON "gateway_payments" USING btree ("out_trade_no");--> statement-breakpoint
CREATE UNIQUE INDEX "money_items_dedupe" ON "money_items" USING btree ("dedupe_key");--> statement-breakpoint
CREATE INDEX "money_items_queue" ON "money_items" USING btree ("state","rank","opened_at","id");--> statement-breakpoint
CREATE INDEX "money_items_order" ON "money_items" USING btree ("order_no");--> statement-breakpoint
CREATE INDEX "money_items_out_trade" ON "money_items" USING btree ("out_trade_no");--> statement-breakpoint
CREATE INDEX "money_items_resolved" ON "money_items" USING btree ("state","resolved_at","id");--> statement-breakpoint
CREATE INDEX "money_items_kind" ON "money_items" USING btree ("kind","state");--> statement-breakpoint
CREATE INDEX "money_items_bill" ON "money_items" USING btree ("bill_id","state","kind");--> statement-breakpoint
CREATE UNIQUE INDEX "relay_deliveries_callback" ON "relay_deliveries" USING btree ("callback_id");--> statement-breakpoint
CREATE INDEX "relay_deliveries_due" ON "relay_deliveries" USING btree ("next_attempt_at");--> statement-breakpoint
CREATE INDEX "relay_deliveries_channel" ON "relay_deliveries" USING btree ("channel","state");--> statement-breakpoint
CREATE INDEX "money_watch_next" ON "money_watch" USING btree ("next_look_at");--> statement-breakpoint
CREATE INDEX "card_keys_order" ON "card_keys" USING btree ("order_no");--> statement-breakpoint
CREATE UNIQUE INDEX "card_keys_command" ON "card_keys" USING btree ("command_id");--> statement-breakpoint
CREATE INDEX "command_attempts_command" ON "command_attempts" USING btree ("command_id","id");--> statement-breakpoint
CREATE INDEX "commands_due" ON "commands" USING btree ("next_attempt_at");--> statement-breakpoint
CREATE INDEX "commands_state" ON "commands" USING btree ("state","created_at");--> statement-breakpoint
CREATE INDEX "commands_created" ON "commands" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "commands_order" ON "commands" USING btree ("order_no");--> statement-breakpoint
CREATE UNIQUE INDEX "commands_subject" ON "commands" USING btree ("kind","subject_id");--> statement-breakpoint
CREATE INDEX "refunds_order" ON "refunds" USING btree ("order_no");--> statement-breakpoint
CREATE INDEX "refunds_state" ON "refunds" USING btree ("state","requested_at");--> statement-breakpoint
CREATE INDEX "refunds_requested" ON "refunds" USING btree ("requested_at","id");--> statement-breakpoint
CREATE INDEX "refunds_due" ON "refunds" USING btree ("next_attempt_at");--> statement-breakpoint
CREATE INDEX "refunds_ticket" ON "refunds" USING btree ("ticket_number");--> statement-breakpoint
CREATE UNIQUE INDEX "refunds_number" ON "refunds" USING btree ("out_trade_no","n");--> statement-breakpoint
CREATE UNIQUE INDEX "refunds_one_live" ON "refunds" USING btree ("out_trade_no") WHERE state in ('pending_approval', 'executing', 'unknown');--> statement-breakpoint
CREATE INDEX "payments_paid" ON "payments" USING btree ("channel","paid_at","out_trade_no");