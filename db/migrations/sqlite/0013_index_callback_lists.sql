DROP INDEX `gateway_callbacks_channel`;--> statement-breakpoint
DROP INDEX `gateway_callbacks_verdict`;--> statement-breakpoint
DROP INDEX `gateway_callbacks_received`;--> statement-breakpoint
CREATE INDEX `gateway_callbacks_trade` ON `gateway_callbacks` (`gateway_trade_no`);--> statement-breakpoint
CREATE INDEX `gateway_callbacks_channel` ON `gateway_callbacks` (`channel`,`received_at`,`id`);--> statement-breakpoint
CREATE INDEX `gateway_callbacks_verdict` ON `gateway_callbacks` (`verdict`,`received_at`,`id`);--> statement-breakpoint
CREATE INDEX `gateway_callbacks_received` ON `gateway_callbacks` (`received_at`,`id`);--> statement-breakpoint
CREATE INDEX `relay_deliveries_channel` ON `relay_deliveries` (`channel`,`state`);