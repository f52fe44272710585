ALTER TABLE "evidence_keys" ADD COLUMN "signed" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "evidence_keys" ADD COLUMN "signed_size" bigint DEFAULT 0 NOT NULL;