CREATE TABLE "rate_limits" (
	"key" text PRIMARY KEY NOT NULL,
	"points" integer DEFAULT 0 NOT NULL,
	"expire" bigint
);
--> statement-breakpoint
-- Counters may be lost with the server: they are not worth a flush to disk for every request.
ALTER TABLE "rate_limits" SET UNLOGGED;
