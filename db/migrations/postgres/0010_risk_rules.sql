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
CREATE INDEX "risk_corrections_customer" ON "risk_corrections" USING btree ("customer_id","created_at");--> statement-breakpoint
CREATE INDEX "risk_prechecks_expires" ON "risk_prechecks" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "risk_rule_sets_one_active" ON "risk_rule_sets" USING btree ("state") WHERE state = 'active';--> statement-breakpoint
CREATE INDEX "risk_sightings_customer" ON "risk_sightings" USING btree ("customer_id","at");--> statement-breakpoint
CREATE INDEX "risk_sightings_device" ON "risk_sightings" USING btree ("device","at");--> statement-breakpoint
CREATE INDEX "risk_sightings_address" ON "risk_sightings" USING btree ("address","at");--> statement-breakpoint
CREATE INDEX "risk_sightings_coupon" ON "risk_sightings" USING btree ("coupon","at");--> statement-breakpoint
CREATE INDEX "risk_sightings_at" ON "risk_sightings" USING btree ("at","order_no");