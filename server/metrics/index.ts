/** The door of the metrics module: what managers measure, with its definitions. */
export { type MetricText, metricDefinition, metricDefinitions } from "./definitions.ts";
export { managerOverview } from "./manager-overview.ts";
export { metricsSeries } from "./metrics-series.ts";
