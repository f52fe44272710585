/** What a number is kept by: all together, and by each of these. */
export const metricDims = ["all", "cause", "channel", "agent", "queue"] as const;
export type MetricDim = (typeof metricDims)[number];

export const metricGrains = ["hour", "day"] as const;
export type MetricGrain = (typeof metricGrains)[number];
