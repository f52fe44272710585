CREATE TABLE "callback_requests" (
	"id" text PRIMARY KEY NOT NULL,
	"ticket_id" text NOT NULL,
	"number" text NOT NULL,
	"phone" text,
	"shown_phone" text NOT NULL,
	"slot_from" timestamp (3) with time zone NOT NULL,
	"slot_to" timestamp (3) with time zone NOT NULL,
	"state" text NOT NULL,
	"taken_by_id" text,
	"taken_by_name" text,
	"note" text,
	"tries" integer NOT NULL,
	"version" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"reminded_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "desk_fields" (
	"key" text PRIMARY KEY NOT NULL,
	"label" jsonb NOT NULL,
	"kind" text NOT NULL,
	"options" jsonb NOT NULL,
	"position" integer NOT NULL,
	"required_on" jsonb NOT NULL,
	"version" integer NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"retired_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "desk_tags" (
	"name" text PRIMARY KEY NOT NULL,
	"colour" text NOT NULL,
	"about" text NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "macro_versions" (
	"macro_id" text NOT NULL,
	"version" integer NOT NULL,
	"content" jsonb NOT NULL,
	"by_id" text NOT NULL,
	"by_name" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "macro_versions_macro_id_version_pk" PRIMARY KEY("macro_id","version")
);
--> statement-breakpoint
CREATE TABLE "macros" (
	"id" text PRIMARY KEY NOT NULL,
	"owner_id" text,
	"version" integer NOT NULL,
	"uses" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"deleted_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "presences" (
	"subject" text NOT NULL,
	"person_id" text NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	"until" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "presences_subject_person_id_pk" PRIMARY KEY("subject","person_id")
);
--> statement-breakpoint
CREATE TABLE "ratings" (
	"ticket_id" text NOT NULL,
	"round" integer NOT NULL,
	"good" boolean NOT NULL,
	"comment" text,
	"at" timestamp (3) with time zone NOT NULL,
	"resolved_at" timestamp (3) with time zone NOT NULL,
	"version" integer NOT NULL,
	CONSTRAINT "ratings_ticket_id_round_pk" PRIMARY KEY("ticket_id","round")
);
--> statement-breakpoint
CREATE TABLE "read_marks" (
	"ticket_id" text NOT NULL,
	"reader" text NOT NULL,
	"message_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "read_marks_ticket_id_reader_pk" PRIMARY KEY("ticket_id","reader")
);
--> statement-breakpoint
CREATE TABLE "ticket_drafts" (
	"ticket_id" text NOT NULL,
	"person_id" text NOT NULL,
	"visibility" text NOT NULL,
	"body" text NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "ticket_drafts_ticket_id_person_id_pk" PRIMARY KEY("ticket_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "ticket_followers" (
	"ticket_id" text NOT NULL,
	"person_id" text NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "ticket_followers_ticket_id_person_id_pk" PRIMARY KEY("ticket_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "ticket_links" (
	"id" text PRIMARY KEY NOT NULL,
	"from_id" text NOT NULL,
	"to_id" text NOT NULL,
	"kind" text NOT NULL,
	"before" jsonb,
	"by_id" text NOT NULL,
	"by_name" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"removed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "ticket_mentions" (
	"message_id" text NOT NULL,
	"person_id" text NOT NULL,
	"ticket_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"read_at" timestamp (3) with time zone,
	CONSTRAINT "ticket_mentions_message_id_person_id_pk" PRIMARY KEY("message_id","person_id")
);
--> statement-breakpoint
ALTER TABLE "attachments" ADD COLUMN "redacted_of" text;--> statement-breakpoint
ALTER TABLE "attachments" ADD COLUMN "redaction" jsonb;--> statement-breakpoint
ALTER TABLE "macro_versions" ADD CONSTRAINT "macro_versions_macro_id_macros_id_fk" FOREIGN KEY ("macro_id") REFERENCES "public"."macros"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "callback_requests_open" ON "callback_requests" USING btree ("ticket_id") WHERE state in ('booked', 'calling');--> statement-breakpoint
CREATE INDEX "callback_requests_slot" ON "callback_requests" USING btree ("state","slot_from","id");--> statement-breakpoint
CREATE INDEX "callback_requests_ticket" ON "callback_requests" USING btree ("ticket_id","created_at");--> statement-breakpoint
CREATE INDEX "macros_owner" ON "macros" USING btree ("owner_id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "presences_until" ON "presences" USING btree ("until");--> statement-breakpoint
CREATE INDEX "ratings_resolved" ON "ratings" USING btree ("resolved_at");--> statement-breakpoint
CREATE INDEX "ticket_drafts_age" ON "ticket_drafts" USING btree ("updated_at");--> statement-breakpoint
CREATE INDEX "ticket_followers_person" ON "ticket_followers" USING btree ("person_id","since");--> statement-breakpoint
CREATE UNIQUE INDEX "ticket_links_pair" ON "ticket_links" USING btree ("from_id","to_id","kind") WHERE removed_at is null;--> statement-breakpoint
CREATE INDEX "ticket_links_to" ON "ticket_links" USING btree ("to_id");--> statement-breakpoint
CREATE INDEX "ticket_mentions_person" ON "ticket_mentions" USING btree ("person_id","at");--> statement-breakpoint
CREATE INDEX "ticket_mentions_ticket" ON "ticket_mentions" USING btree ("ticket_id");--> statement-breakpoint
CREATE INDEX "attachments_redacted" ON "attachments" USING btree ("redacted_of") WHERE redacted_of is not null;--> statement-breakpoint
-- What was agreed on once stays to be read: a change is a new version.
CREATE TRIGGER "macro_versions_append_only" BEFORE UPDATE OR DELETE ON "macro_versions"
FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER "macro_versions_no_truncate" BEFORE TRUNCATE ON "macro_versions"
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
