CREATE TABLE "appeal_evidence" (
	"id" text PRIMARY KEY NOT NULL,
	"appeal_id" text,
	"diagnosis_id" text,
	"item" text NOT NULL,
	"text" text,
	"attachment_id" text,
	"state" text NOT NULL,
	"given_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "appeals" (
	"id" text PRIMARY KEY NOT NULL,
	"subject" text NOT NULL,
	"scope" text NOT NULL,
	"order_no" text NOT NULL,
	"customer_id" text NOT NULL,
	"diagnosis_id" text,
	"ticket_number" text NOT NULL,
	"families" jsonb NOT NULL,
	"state" text NOT NULL,
	"round" integer NOT NULL,
	"statement" text,
	"contact" text,
	"locale" text NOT NULL,
	"amount_fen" bigint NOT NULL,
	"paid_fen" bigint NOT NULL,
	"clock_id" text,
	"reviewer_id" text,
	"reviewer_name" text,
	"claimed_at" timestamp (3) with time zone,
	"asked" jsonb NOT NULL,
	"asked_at" timestamp (3) with time zone,
	"proposal" jsonb,
	"decided" jsonb,
	"decided_at" timestamp (3) with time zone,
	"before" jsonb,
	"second_look_reason" text,
	"closed_because" text,
	"follow_kind" text NOT NULL,
	"follow_state" text NOT NULL,
	"follow_ids" jsonb NOT NULL,
	"follow_codes" jsonb NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"version" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "identity_files" (
	"attachment_id" text PRIMARY KEY NOT NULL,
	"sha256" text NOT NULL,
	"key_id" text NOT NULL,
	"sealed_key" text,
	"stored_at" timestamp (3) with time zone NOT NULL,
	"removed_at" timestamp (3) with time zone,
	"removed_why" text,
	"erased_at" timestamp (3) with time zone
);
--> statement-breakpoint
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
CREATE TABLE "proof_failures" (
	"id" text PRIMARY KEY NOT NULL,
	"subject" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "pack_running" (
	"id" text PRIMARY KEY NOT NULL,
	"version" text NOT NULL,
	"built_in" text NOT NULL,
	"since" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "pack_steps" (
	"id" text PRIMARY KEY NOT NULL,
	"version" text NOT NULL,
	"from_node" text NOT NULL,
	"to_node" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "pack_traffic" (
	"day" text NOT NULL,
	"version" text NOT NULL,
	"from_node" text NOT NULL,
	"to_node" text NOT NULL,
	"runs" integer NOT NULL,
	CONSTRAINT "pack_traffic_day_version_from_node_to_node_pk" PRIMARY KEY("day","version","from_node","to_node")
);
--> statement-breakpoint
CREATE TABLE "pack_versions" (
	"id" text PRIMARY KEY NOT NULL,
	"version" text NOT NULL,
	"state" text NOT NULL,
	"origin" text NOT NULL,
	"base" text,
	"note" text NOT NULL,
	"content" jsonb NOT NULL,
	"report" jsonb,
	"revision" integer NOT NULL,
	"author_id" text NOT NULL,
	"author_name" text NOT NULL,
	"editors" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"proposed_by_id" text,
	"proposed_by_name" text,
	"proposed_at" timestamp (3) with time zone,
	"published_by_id" text,
	"published_by_name" text,
	"published_at" timestamp (3) with time zone,
	"retired_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "risk_corrections" (
	"id" text PRIMARY KEY NOT NULL,
	"customer_id" text NOT NULL,
	"kind" text NOT NULL,
	"input" text,
	"value" integer,
	"single_fen" bigint,
	"daily_fen" bigint,
	"reason" text NOT NULL,
	"created_by_id" text NOT NULL,
	"created_by_name" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"withdrawn_at" timestamp (3) with time zone,
	"withdrawn_by_name" text
);
--> statement-breakpoint
CREATE TABLE "risk_prechecks" (
	"id" text PRIMARY KEY NOT NULL,
	"answer" jsonb NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "risk_rule_sets" (
	"version" integer PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"based_on" integer NOT NULL,
	"note" text NOT NULL,
	"hash" text NOT NULL,
	"rules" jsonb NOT NULL,
	"dry_run" jsonb NOT NULL,
	"proposed_by_id" text NOT NULL,
	"proposed_by_name" text NOT NULL,
	"proposed_at" timestamp (3) with time zone NOT NULL,
	"decided_by_id" text,
	"decided_by_name" text,
	"decided_at" timestamp (3) with time zone,
	"decision_note" text
);
--> statement-breakpoint
CREATE TABLE "risk_sightings" (
	"order_no" text PRIMARY KEY NOT NULL,
	"customer_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"device" text,
	"address" text,
	"place" text,
	"payer" text,
	"payer_linked" boolean,
	"funds_source" text,
	"coupon" text
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
DROP INDEX "diagnoses_order";--> statement-breakpoint
ALTER TABLE "diagnoses" ADD COLUMN "solved_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "diagnoses" ADD COLUMN "place" text;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "statuses_seen" jsonb;--> statement-breakpoint
ALTER TABLE "attachments" ADD COLUMN "original_sha256" text;--> statement-breakpoint
ALTER TABLE "attachments" ADD COLUMN "phash" text;--> statement-breakpoint
ALTER TABLE "attachments" ADD COLUMN "read_state" text;--> statement-breakpoint
ALTER TABLE "attachments" ADD COLUMN "read_attempts" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "attachments" ADD COLUMN "read_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "attachments" ADD COLUMN "reading" jsonb;--> statement-breakpoint
ALTER TABLE "attachments" ADD COLUMN "read_payment_no" text;--> statement-breakpoint
ALTER TABLE "inbox_messages" ADD COLUMN "diagnosis_id" text;--> statement-breakpoint
ALTER TABLE "tickets" ADD COLUMN "predicted_cause_code" text;--> statement-breakpoint
ALTER TABLE "tickets" ADD COLUMN "final_cause_code" text;--> statement-breakpoint
ALTER TABLE "diagnosis_waits" ADD CONSTRAINT "diagnosis_waits_diagnosis_id_diagnoses_id_fk" FOREIGN KEY ("diagnosis_id") REFERENCES "public"."diagnoses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "appeal_evidence_appeal" ON "appeal_evidence" USING btree ("appeal_id","id");--> statement-breakpoint
CREATE INDEX "appeal_evidence_run" ON "appeal_evidence" USING btree ("diagnosis_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "appeal_evidence_file" ON "appeal_evidence" USING btree ("attachment_id");--> statement-breakpoint
CREATE UNIQUE INDEX "appeals_one_open" ON "appeals" USING btree ("subject") WHERE state in ('open', 'awaiting_second');--> statement-breakpoint
CREATE INDEX "appeals_state" ON "appeals" USING btree ("state","opened_at");--> statement-breakpoint
CREATE INDEX "appeals_follow" ON "appeals" USING btree ("follow_state","decided_at");--> statement-breakpoint
CREATE INDEX "appeals_decided" ON "appeals" USING btree ("decided_at");--> statement-breakpoint
CREATE INDEX "appeals_order" ON "appeals" USING btree ("order_no");--> statement-breakpoint
CREATE INDEX "appeals_customer" ON "appeals" USING btree ("customer_id","opened_at");--> statement-breakpoint
CREATE INDEX "appeals_ticket" ON "appeals" USING btree ("ticket_number");--> statement-breakpoint
CREATE INDEX "identity_files_removed" ON "identity_files" USING btree ("removed_at","erased_at");--> statement-breakpoint
CREATE INDEX "identity_files_stored" ON "identity_files" USING btree ("stored_at");--> statement-breakpoint
CREATE UNIQUE INDEX "notice_deliveries_message" ON "notice_deliveries" USING btree ("message_id","channel");--> statement-breakpoint
CREATE INDEX "notice_deliveries_due" ON "notice_deliveries" USING btree ("next_attempt_at");--> statement-breakpoint
CREATE INDEX "notice_deliveries_customer" ON "notice_deliveries" USING btree ("customer_id","channel","created_at");--> statement-breakpoint
CREATE INDEX "notice_deliveries_state" ON "notice_deliveries" USING btree ("state","id");--> statement-breakpoint
CREATE INDEX "notice_deliveries_order" ON "notice_deliveries" USING btree ("order_no");--> statement-breakpoint
CREATE INDEX "order_signals_sku" ON "order_signals" USING btree ("sku","kind");--> statement-breakpoint
CREATE INDEX "order_watch_due" ON "order_watch" USING btree ("next_look_at");--> statement-breakpoint
CREATE INDEX "proof_failures_subject" ON "proof_failures" USING btree ("subject","at");--> statement-breakpoint
CREATE INDEX "proof_failures_at" ON "proof_failures" USING btree ("at");--> statement-breakpoint
CREATE INDEX "pack_steps_at" ON "pack_steps" USING btree ("at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "pack_versions_version" ON "pack_versions" USING btree ("version") WHERE state <> 'draft';--> statement-breakpoint
CREATE INDEX "pack_versions_created" ON "pack_versions" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "risk_corrections_customer" ON "risk_corrections" USING btree ("customer_id","created_at");--> statement-breakpoint
CREATE INDEX "risk_prechecks_expires" ON "risk_prechecks" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "risk_rule_sets_one_active" ON "risk_rule_sets" USING btree ("state") WHERE state = 'active';--> statement-breakpoint
CREATE INDEX "risk_rule_sets_state" ON "risk_rule_sets" USING btree ("state");--> statement-breakpoint
CREATE INDEX "risk_sightings_customer" ON "risk_sightings" USING btree ("customer_id","at");--> statement-breakpoint
CREATE INDEX "risk_sightings_device" ON "risk_sightings" USING btree ("device","at");--> statement-breakpoint
CREATE INDEX "risk_sightings_address" ON "risk_sightings" USING btree ("address","at");--> statement-breakpoint
CREATE INDEX "risk_sightings_at" ON "risk_sightings" USING btree ("at","order_no");--> statement-breakpoint
CREATE INDEX "diagnosis_waits_due" ON "diagnosis_waits" USING btree ("next_check_at");--> statement-breakpoint
CREATE INDEX "diagnoses_created" ON "diagnoses" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "fulfilments_supplier" ON "fulfilments" USING btree ("supplier","decided_at");--> statement-breakpoint
CREATE INDEX "orders_sku" ON "orders" USING btree ("sku","created_at");--> statement-breakpoint
CREATE INDEX "attachments_original" ON "attachments" USING btree ("original_sha256");--> statement-breakpoint
CREATE INDEX "attachments_read_payment" ON "attachments" USING btree ("read_payment_no");--> statement-breakpoint
CREATE INDEX "attachments_to_read" ON "attachments" USING btree ("created_at","id") WHERE read_state in ('pending', 'busy', 'timed_out');--> statement-breakpoint
CREATE INDEX "tickets_final_cause" ON "tickets" USING btree ("resolved_at","id") WHERE final_cause_code is not null;--> statement-breakpoint
CREATE INDEX "diagnoses_order" ON "diagnoses" USING btree ("order_no","created_at");