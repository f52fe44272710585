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
CREATE INDEX "identity_files_stored" ON "identity_files" USING btree ("stored_at");