import { sumNumbers } from "../cells/read.ts";
import { shareOf } from "../rules.ts";
import type { Scope } from "../scope.ts";
import { ticketsDrill, tile } from "./parts.ts";
import type { BoardTile } from "./schemas.ts";

const outOf = { one_touch: "full_resolution", reopened: "first_resolution" } as const;

/** A share of tickets as a tile, beside the period before. */
export async function rate(scope: Scope, metric: keyof typeof outOf): Promise<BoardTile> {
  const { previous, ...asked } = scope;
  const metrics = [metric, outOf[metric]];
  const share = async (period: Scope["period"]) => {
    const sums = await sumNumbers({ ...asked, metrics, period });
    return shareOf(sums.of(metric).n, sums.of(outOf[metric]).n);
  };
  const [now, before] = [await share(scope.period), await share(previous)];
  return tile(metric, "ratio", now.ratio, {
    ...{ of: now.of, previous: before.ratio, better: metric === "reopened" ? "down" : "up" },
    drill: now.count > 0 ? ticketsDrill(metric, scope.period, scope.slice) : null,
  });
}
