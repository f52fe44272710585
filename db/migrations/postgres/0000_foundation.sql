CREATE TABLE "diagnoses" (
	"id" text PRIMARY KEY NOT NULL,
	"pack_version" text NOT NULL,
	"locale" text NOT NULL,
	"order_no" text,
	"payment_no" text,
	"customer_id" text,
	"owner" boolean NOT NULL,
	"cause_code" text,
	"charge_state" text NOT NULL,
	"outcome_kind" text,
	"wait_until" timestamp (3) with time zone,
	"ticket_number" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "diagnosis_log" (
	"diagnosis_id" text NOT NULL,
	"seq" integer NOT NULL,
	"kind" text NOT NULL,
	"data" jsonb NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "diagnosis_log_diagnosis_id_seq_pk" PRIMARY KEY("diagnosis_id","seq")
);
--> statement-breakpoint
CREATE TABLE "account" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"provider_id" text NOT NULL,
	"user_id" text NOT NULL,
	"access_token" text,
	"refresh_token" text,
	"id_token" text,
	"access_token_expires_at" timestamp (3) with time zone,
	"refresh_token_expires_at" timestamp (3) with time zone,
	"scope" text,
	"password" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "api_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"hash" text NOT NULL,
	"hint" text NOT NULL,
	"scopes" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "audit_heads" (
	"chain" integer PRIMARY KEY NOT NULL,
	"seq" integer NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_log" (
	"chain" integer NOT NULL,
	"seq" integer NOT NULL,
	"id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" text NOT NULL,
	"actor_name" text NOT NULL,
	"action" text NOT NULL,
	"subject" text NOT NULL,
	"data" text NOT NULL,
	"prev_hash" text NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "audit_log_chain_seq_pk" PRIMARY KEY("chain","seq")
);
--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"actor_id" text NOT NULL,
	"key" text NOT NULL,
	"request_hash" text NOT NULL,
	"status" integer,
	"body" jsonb,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "idempotency_keys_actor_id_key_pk" PRIMARY KEY("actor_id","key")
);
--> statement-breakpoint
CREATE TABLE "job_runs" (
	"name" text PRIMARY KEY NOT NULL,
	"ran_at" timestamp (3) with time zone,
	"failed_at" timestamp (3) with time zone,
	"error" text,
	"lease_until" timestamp (3) with time zone,
	"lease_owner" text
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"id" text PRIMARY KEY NOT NULL,
	"topic" text NOT NULL,
	"subject" text NOT NULL,
	"payload" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "outbox_cursors" (
	"consumer" text PRIMARY KEY NOT NULL,
	"last_id" text NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "session" (
	"id" text PRIMARY KEY NOT NULL,
	"token" text NOT NULL,
	"user_id" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"ip_address" text,
	"user_agent" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "settings" (
	"key" text PRIMARY KEY NOT NULL,
	"value" jsonb NOT NULL,
	"version" integer NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "user" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"email_verified" boolean NOT NULL,
	"image" text,
	"role" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "verification" (
	"id" text PRIMARY KEY NOT NULL,
	"identifier" text NOT NULL,
	"value" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "callbacks" (
	"id" text PRIMARY KEY NOT NULL,
	"order_no" text NOT NULL,
	"out_trade_no" text NOT NULL,
	"channel" text NOT NULL,
	"verified" boolean NOT NULL,
	"outcome" text NOT NULL,
	"reason" text,
	"http_status" integer,
	"received_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "channels" (
	"code" text PRIMARY KEY NOT NULL,
	"status" text,
	"status_at" timestamp (3) with time zone,
	"notice" text,
	"recommended" boolean,
	"single_limit_fen" bigint,
	"daily_limit_fen" bigint,
	"stamps" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "credits" (
	"id" text PRIMARY KEY NOT NULL,
	"order_no" text NOT NULL,
	"amount_fen" bigint NOT NULL,
	"reference" text NOT NULL,
	"posted_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "customers" (
	"id" text PRIMARY KEY NOT NULL,
	"real_name_verified" boolean,
	"frozen" boolean,
	"frozen_reason" text,
	"level" text,
	"registered_at" timestamp (3) with time zone,
	"first_purchase_done" boolean,
	"single_limit_fen" bigint,
	"daily_limit_fen" bigint,
	"session_valid" boolean,
	"email" text,
	"phone" text,
	"stamps" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "fulfilments" (
	"id" text PRIMARY KEY NOT NULL,
	"order_no" text NOT NULL,
	"supplier" text NOT NULL,
	"supplier_ref" text,
	"state" text NOT NULL,
	"error_code" text,
	"error_message" text,
	"credited_fen" bigint,
	"submitted_at" timestamp (3) with time zone,
	"decided_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "inbound_events" (
	"id" text PRIMARY KEY NOT NULL,
	"source" text NOT NULL,
	"event_id" text NOT NULL,
	"type" text NOT NULL,
	"subject" text,
	"order_no" text,
	"out_trade_no" text,
	"customer_id" text,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"data" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "orders" (
	"order_no" text PRIMARY KEY NOT NULL,
	"customer_id" text NOT NULL,
	"product_type" text NOT NULL,
	"product_name" text NOT NULL,
	"sku" text NOT NULL,
	"face_value_fen" bigint NOT NULL,
	"amount_fen" bigint NOT NULL,
	"target" text NOT NULL,
	"target_server" text,
	"expires_at" timestamp (3) with time zone,
	"submit_count" integer,
	"client_version" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"status" text NOT NULL,
	"status_reason" text,
	"status_at" timestamp (3) with time zone NOT NULL,
	"paid_fen" bigint NOT NULL,
	"paid_at" timestamp (3) with time zone,
	"paid_count" integer NOT NULL,
	"platform_credited_fen" bigint NOT NULL,
	"credited_at" timestamp (3) with time zone,
	"refunded_fen" bigint NOT NULL,
	"last_event_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "payments" (
	"order_no" text NOT NULL,
	"out_trade_no" text NOT NULL,
	"channel" text,
	"method" text,
	"amount_fen" bigint NOT NULL,
	"state" text NOT NULL,
	"gateway_trade_no" text,
	"paid_fen" bigint NOT NULL,
	"refunded_fen" bigint NOT NULL,
	"error_code" text,
	"error_message" text,
	"attempted_at" timestamp (3) with time zone NOT NULL,
	"paid_at" timestamp (3) with time zone,
	"decided_at" timestamp (3) with time zone,
	CONSTRAINT "payments_order_no_out_trade_no_pk" PRIMARY KEY("order_no","out_trade_no")
);
--> statement-breakpoint
CREATE TABLE "products" (
	"sku" text PRIMARY KEY NOT NULL,
	"stock" integer,
	"restock_at" timestamp (3) with time zone,
	"stamps" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "risk_flags" (
	"id" text PRIMARY KEY NOT NULL,
	"order_no" text,
	"customer_id" text NOT NULL,
	"rule" text NOT NULL,
	"side" text NOT NULL,
	"severity" text,
	"review_id" text,
	"state" text NOT NULL,
	"flagged_at" timestamp (3) with time zone NOT NULL,
	"decided_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "attachments" (
	"id" text PRIMARY KEY NOT NULL,
	"owner_key" text NOT NULL,
	"ticket_id" text,
	"message_id" text,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"sha256" text NOT NULL,
	"media_type" text NOT NULL,
	"width" integer,
	"height" integer,
	"bytes" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "inbox_messages" (
	"id" text PRIMARY KEY NOT NULL,
	"customer_id" text NOT NULL,
	"kind" text NOT NULL,
	"order_no" text,
	"ticket_number" text,
	"params" jsonb NOT NULL,
	"event_id" text NOT NULL,
	"read" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sla_targets" (
	"id" text PRIMARY KEY NOT NULL,
	"ticket_id" text NOT NULL,
	"metric" text NOT NULL,
	"policy_version" text NOT NULL,
	"calendar_version" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"paused_at" timestamp (3) with time zone,
	"decided_at" timestamp (3) with time zone,
	"outcome" text
);
--> statement-breakpoint
CREATE TABLE "ticket_events" (
	"id" text PRIMARY KEY NOT NULL,
	"ticket_id" text NOT NULL,
	"type" text NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" text NOT NULL,
	"actor_name" text NOT NULL,
	"before" jsonb,
	"after" jsonb,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ticket_messages" (
	"id" text PRIMARY KEY NOT NULL,
	"ticket_id" text NOT NULL,
	"author" text NOT NULL,
	"author_id" text NOT NULL,
	"author_name" text NOT NULL,
	"visibility" text NOT NULL,
	"body" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ticket_sequences" (
	"day" text PRIMARY KEY NOT NULL,
	"last" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tickets" (
	"id" text PRIMARY KEY NOT NULL,
	"number" text NOT NULL,
	"order_no" text,
	"customer_id" text,
	"diagnosis_id" text,
	"status" text NOT NULL,
	"priority" text NOT NULL,
	"claim" text NOT NULL,
	"cause_code" text NOT NULL,
	"charge_state" text NOT NULL,
	"amount_fen" bigint,
	"product_name" text,
	"channel" text,
	"payment_no" text,
	"target" text,
	"error_text" text,
	"occurred_at" timestamp (3) with time zone,
	"stuck_since" timestamp (3) with time zone,
	"description" text,
	"contact" text,
	"locale" text NOT NULL,
	"diagnosis" jsonb NOT NULL,
	"assignee_id" text,
	"tags" jsonb NOT NULL,
	"snooze_until" timestamp (3) with time zone,
	"access_hash" text NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"first_reply_at" timestamp (3) with time zone,
	"first_resolved_at" timestamp (3) with time zone,
	"resolved_at" timestamp (3) with time zone,
	"closed_at" timestamp (3) with time zone,
	"reopen_count" integer NOT NULL,
	"public_reply_count" integer NOT NULL,
	"next_due_at" timestamp (3) with time zone,
	"next_due_metric" text,
	"version" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "claims" (
	"key" text PRIMARY KEY NOT NULL,
	"holder_id" text NOT NULL,
	"claimed_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ledger_entries" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"order_no" text,
	"reference" text NOT NULL,
	"posted_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ledger_postings" (
	"id" text PRIMARY KEY NOT NULL,
	"entry_id" text NOT NULL,
	"account" text NOT NULL,
	"amount_fen" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "topups" (
	"id" text PRIMARY KEY NOT NULL,
	"order_no" text NOT NULL,
	"ticket_number" text,
	"customer_id" text NOT NULL,
	"amount_fen" bigint NOT NULL,
	"reason_code" text NOT NULL,
	"note" text,
	"state" text NOT NULL,
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
	"decision_note" text
);
--> statement-breakpoint
ALTER TABLE "diagnosis_log" ADD CONSTRAINT "diagnosis_log_diagnosis_id_diagnoses_id_fk" FOREIGN KEY ("diagnosis_id") REFERENCES "public"."diagnoses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account" ADD CONSTRAINT "account_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sla_targets" ADD CONSTRAINT "sla_targets_ticket_id_tickets_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."tickets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_events" ADD CONSTRAINT "ticket_events_ticket_id_tickets_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."tickets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_messages" ADD CONSTRAINT "ticket_messages_ticket_id_tickets_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."tickets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_postings" ADD CONSTRAINT "ledger_postings_entry_id_ledger_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."ledger_entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "diagnoses_wait" ON "diagnoses" USING btree ("wait_until");--> statement-breakpoint
CREATE INDEX "diagnoses_order" ON "diagnoses" USING btree ("order_no");--> statement-breakpoint
CREATE INDEX "account_user" ON "account" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "api_keys_hash" ON "api_keys" USING btree ("hash");--> statement-breakpoint
CREATE UNIQUE INDEX "audit_log_id" ON "audit_log" USING btree ("id");--> statement-breakpoint
CREATE INDEX "audit_log_subject" ON "audit_log" USING btree ("subject","at");--> statement-breakpoint
CREATE INDEX "idempotency_keys_created" ON "idempotency_keys" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "outbox_created" ON "outbox" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "outbox_subject" ON "outbox" USING btree ("subject","id");--> statement-breakpoint
CREATE UNIQUE INDEX "session_token" ON "session" USING btree ("token");--> statement-breakpoint
CREATE INDEX "session_user" ON "session" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "user_email" ON "user" USING btree ("email");--> statement-breakpoint
CREATE INDEX "verification_identifier" ON "verification" USING btree ("identifier");--> statement-breakpoint
CREATE INDEX "callbacks_order" ON "callbacks" USING btree ("order_no");--> statement-breakpoint
CREATE INDEX "credits_order" ON "credits" USING btree ("order_no");--> statement-breakpoint
CREATE INDEX "fulfilments_order" ON "fulfilments" USING btree ("order_no");--> statement-breakpoint
CREATE UNIQUE INDEX "inbound_events_source_event" ON "inbound_events" USING btree ("source","event_id");--> statement-breakpoint
CREATE INDEX "inbound_events_order" ON "inbound_events" USING btree ("order_no");--> statement-breakpoint
CREATE INDEX "inbound_events_out_trade" ON "inbound_events" USING btree ("out_trade_no");--> statement-breakpoint
CREATE INDEX "inbound_events_customer" ON "inbound_events" USING btree ("customer_id","occurred_at");--> statement-breakpoint
CREATE INDEX "orders_customer" ON "orders" USING btree ("customer_id","created_at");--> statement-breakpoint
CREATE INDEX "orders_created" ON "orders" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "payments_out_trade" ON "payments" USING btree ("out_trade_no");--> statement-breakpoint
CREATE INDEX "payments_gateway_trade" ON "payments" USING btree ("gateway_trade_no");--> statement-breakpoint
CREATE INDEX "payments_channel" ON "payments" USING btree ("channel","attempted_at");--> statement-breakpoint
CREATE INDEX "risk_flags_order" ON "risk_flags" USING btree ("order_no");--> statement-breakpoint
CREATE INDEX "risk_flags_customer" ON "risk_flags" USING btree ("customer_id");--> statement-breakpoint
CREATE INDEX "attachments_owner" ON "attachments" USING btree ("owner_key");--> statement-breakpoint
CREATE INDEX "attachments_ticket" ON "attachments" USING btree ("ticket_id");--> statement-breakpoint
CREATE INDEX "attachments_sha" ON "attachments" USING btree ("sha256");--> statement-breakpoint
CREATE UNIQUE INDEX "inbox_messages_event" ON "inbox_messages" USING btree ("event_id");--> statement-breakpoint
CREATE INDEX "inbox_messages_customer" ON "inbox_messages" USING btree ("customer_id","created_at");--> statement-breakpoint
CREATE INDEX "sla_targets_ticket" ON "sla_targets" USING btree ("ticket_id");--> statement-breakpoint
CREATE INDEX "sla_targets_due" ON "sla_targets" USING btree ("outcome","due_at");--> statement-breakpoint
CREATE INDEX "sla_targets_decided" ON "sla_targets" USING btree ("decided_at");--> statement-breakpoint
CREATE UNIQUE INDEX "sla_targets_instance" ON "sla_targets" USING btree ("ticket_id","metric","started_at");--> statement-breakpoint
CREATE INDEX "ticket_events_ticket" ON "ticket_events" USING btree ("ticket_id","at","id");--> statement-breakpoint
CREATE INDEX "ticket_messages_ticket" ON "ticket_messages" USING btree ("ticket_id","created_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "tickets_number" ON "tickets" USING btree ("number");--> statement-breakpoint
CREATE UNIQUE INDEX "tickets_one_open_per_order" ON "tickets" USING btree ("order_no") WHERE status in ('new', 'open', 'waiting_customer', 'waiting_upstream');--> statement-breakpoint
CREATE INDEX "tickets_queue" ON "tickets" USING btree ("status","next_due_at","id");--> statement-breakpoint
CREATE INDEX "tickets_assignee" ON "tickets" USING btree ("assignee_id","status","next_due_at");--> statement-breakpoint
CREATE INDEX "tickets_cause" ON "tickets" USING btree ("cause_code","opened_at");--> statement-breakpoint
CREATE INDEX "tickets_opened" ON "tickets" USING btree ("opened_at","id");--> statement-breakpoint
CREATE INDEX "tickets_resolved" ON "tickets" USING btree ("resolved_at");--> statement-breakpoint
CREATE INDEX "tickets_order" ON "tickets" USING btree ("order_no");--> statement-breakpoint
CREATE UNIQUE INDEX "tickets_access" ON "tickets" USING btree ("access_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "ledger_entries_reference" ON "ledger_entries" USING btree ("kind","reference");--> statement-breakpoint
CREATE INDEX "ledger_entries_order" ON "ledger_entries" USING btree ("order_no");--> statement-breakpoint
CREATE INDEX "ledger_postings_entry" ON "ledger_postings" USING btree ("entry_id");--> statement-breakpoint
CREATE INDEX "ledger_postings_account" ON "ledger_postings" USING btree ("account");--> statement-breakpoint
CREATE INDEX "topups_order" ON "topups" USING btree ("order_no");--> statement-breakpoint
CREATE INDEX "topups_state" ON "topups" USING btree ("state","requested_at");--> statement-breakpoint
CREATE UNIQUE INDEX "topups_one_live" ON "topups" USING btree ("order_no") WHERE state in ('pending_approval', 'executing', 'unknown');