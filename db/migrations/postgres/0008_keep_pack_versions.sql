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
ALTER TABLE "diagnoses" ADD COLUMN "place" text;--> statement-breakpoint
CREATE INDEX "pack_steps_at" ON "pack_steps" USING btree ("at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "pack_versions_version" ON "pack_versions" USING btree ("version") WHERE state <> 'draft';--> statement-breakpoint
CREATE INDEX "pack_versions_created" ON "pack_versions" USING btree ("created_at","id");