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
ALTER TABLE "commands" ADD COLUMN "tries" integer NOT NULL;--> statement-breakpoint
ALTER TABLE "commands" ADD COLUMN "result_message" text;--> statement-breakpoint
ALTER TABLE "commands" ADD COLUMN "delivery" text;--> statement-breakpoint
ALTER TABLE "commands" ADD COLUMN "proposed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "command_attempts" ADD CONSTRAINT "command_attempts_command_id_commands_id_fk" FOREIGN KEY ("command_id") REFERENCES "public"."commands"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "command_attempts_command" ON "command_attempts" USING btree ("command_id","id");--> statement-breakpoint
CREATE INDEX "commands_created" ON "commands" USING btree ("created_at","id");