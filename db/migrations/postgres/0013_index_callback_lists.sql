DROP INDEX "gateway_callbacks_channel";--> statement-breakpoint
DROP INDEX "gateway_callbacks_verdict";--> statement-breakpoint
DROP INDEX "gateway_callbacks_received";--> statement-breakpoint
CREATE INDEX "gateway_callbacks_trade" ON "gateway_callbacks" USING btree ("gateway_trade_no");--> statement-breakpoint
CREATE INDEX "relay_deliveries_channel" ON "relay_deliveries" USING btree ("channel","state");--> statement-breakpoint
CREATE INDEX "gateway_callbacks_channel" ON "gateway_callbacks" USING btree ("channel","received_at","id");--> statement-breakpoint
CREATE INDEX "gateway_callbacks_verdict" ON "gateway_callbacks" USING btree ("verdict","received_at","id");--> statement-breakpoint
CREATE INDEX "gateway_callbacks_received" ON "gateway_callbacks" USING btree ("received_at","id");