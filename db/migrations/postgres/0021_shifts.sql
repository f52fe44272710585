CREATE TABLE "people_states" (
	"person_id" text PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"max_open" integer NOT NULL,
	"since" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "shifts" (
	"id" text PRIMARY KEY NOT NULL,
	"person_id" text NOT NULL,
	"from_at" timestamp (3) with time zone NOT NULL,
	"to_at" timestamp (3) with time zone NOT NULL,
	"planned_by_name" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "skills" (
	"person_id" text NOT NULL,
	"queue" text NOT NULL,
	"level" integer NOT NULL,
	CONSTRAINT "skills_person_id_queue_pk" PRIMARY KEY("person_id","queue")
);
--> statement-breakpoint
CREATE INDEX "shifts_end" ON "shifts" USING btree ("to_at","from_at");--> statement-breakpoint
CREATE INDEX "shifts_person" ON "shifts" USING btree ("person_id","from_at");