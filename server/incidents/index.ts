/** Measures that wake somebody, and tickets that have one reason. */
export { listAlertRules, saveAlertRule } from "./alert-rules.ts";
export { ackAlert, listAlerts } from "./alerts.ts";
export { approveMany, incidentApprovals, startIncidentBatch } from "./batch.ts";
export { followIncidents } from "./follow.ts";
export { incidentJobs } from "./jobs.ts";
export { flushRoutes, keepRoutes, noteRoute } from "./latency.ts";
export { lookAtMeasures } from "./look.ts";
export { postMortem } from "./post-mortem.ts";
export { proposeIncidents } from "./propose.ts";
export { getIncident, listIncidents, moveIncident, noteIncident, noticeIncident, openIncident } from "./verbs.ts";
