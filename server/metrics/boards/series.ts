import { groupsOf, named } from "../metrics-series.ts";
import { spelled } from "../period.ts";
import type { Grouping, MetricsSeries } from "../schemas.ts";
import type { Scope } from "../scope.ts";

/** The numbers of a period by group, for who has been authorised already. */
export async function seriesOf(scope: Scope, groupBy: Grouping): Promise<MetricsSeries> {
  const items = await named(scope.reader, groupBy, await groupsOf(scope, groupBy));
  return { period: spelled(scope.period), groupBy, items };
}
