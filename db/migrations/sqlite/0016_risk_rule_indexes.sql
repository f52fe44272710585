DROP INDEX `risk_sightings_coupon`;--> statement-breakpoint
CREATE INDEX `risk_rule_sets_state` ON `risk_rule_sets` (`state`);