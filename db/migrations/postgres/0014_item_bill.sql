ALTER TABLE "money_items" ADD COLUMN "bill_id" text;--> statement-breakpoint
CREATE INDEX "money_items_bill" ON "money_items" USING btree ("bill_id","state","kind");