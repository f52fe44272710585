CREATE TABLE "proof_failures" (
	"id" text PRIMARY KEY NOT NULL,
	"subject" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "proof_failures_subject" ON "proof_failures" USING btree ("subject","at");--> statement-breakpoint
CREATE INDEX "proof_failures_at" ON "proof_failures" USING btree ("at");