/** The door of the metrics module: what managers measure, with its definitions. */
export { checklistReport, checklistRuns } from "./checklist/report.ts";
export { type MetricText, metricDefinition, metricDefinitions } from "./definitions.ts";
export { managerOverview } from "./manager-overview.ts";
export { metricsSeries } from "./metrics-series.ts";
