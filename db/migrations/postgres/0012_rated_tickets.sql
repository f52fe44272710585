ALTER TABLE "tickets" ADD COLUMN "rated_good" boolean;--> statement-breakpoint
UPDATE "tickets" SET "rated_good" = (SELECT "good" FROM "ratings" WHERE "ticket_id" = "tickets"."id" AND "round" = "tickets"."reopen_count") WHERE "id" IN (SELECT "ticket_id" FROM "ratings");
