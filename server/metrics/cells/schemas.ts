/** What a number is kept by: all together, and by each of these. */
export const metricDims = ["all", "cause", "channel", "agent", "queue"] as const;
export type MetricDim = (typeof metricDims)[number];

/** Weeks begin on Monday; hours are UTC's, days and weeks Shanghai's. */
export const metricGrains = ["hour", "day", "week"] as const;
export type MetricGrain = (typeof metricGrains)[number];

/** Goes up with every change of what a number counts: cells of another version are built anew. */
export const CELLS_VERSION = 7;
