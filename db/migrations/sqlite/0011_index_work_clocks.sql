DROP INDEX `sla_targets_running`;--> statement-breakpoint
CREATE INDEX `sla_targets_agent_due` ON `sla_targets` (`outcome`,`agent_due_at`,`id`) WHERE outcome is null;