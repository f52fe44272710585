DROP INDEX "sla_targets_warn";--> statement-breakpoint
DROP INDEX "sla_targets_breach";--> statement-breakpoint
DROP INDEX "sla_targets_escalate";--> statement-breakpoint
CREATE INDEX "sla_targets_warn" ON "sla_targets" USING btree ("outcome","warn_at","id") WHERE outcome is null and warned_at is null and paused_at is null;--> statement-breakpoint
CREATE INDEX "sla_targets_breach" ON "sla_targets" USING btree ("outcome","due_at","id") WHERE outcome is null and breached_at is null and paused_at is null;--> statement-breakpoint
CREATE INDEX "sla_targets_escalate" ON "sla_targets" USING btree ("outcome","escalate_at","id") WHERE outcome is null and breached_at is not null and escalated_at is null and paused_at is null;