import { sumNumbers } from "../cells/read.ts";
import { ratedIn } from "../queries.ts";
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

/** What customers said, and never without how many of those resolved said anything. */
export async function ratingTiles(scope: Scope): Promise<BoardTile[]> {
  const { reader, period, previous, now, slice } = scope;
  const asked = async (of: Scope["period"]) => {
    const sums = await sumNumbers({ reader, metrics: ["full_resolution"], period: of, now, slice });
    return { ...(await ratedIn({ reader, period: of, now, slice })), resolved: sums.of("full_resolution").n };
  };
  const [current, before] = [await asked(period), await asked(previous)];
  const drill = (metric: string) => (current.rated > 0 ? ticketsDrill(metric, period, slice) : null);
  return [
    tile("satisfaction", "ratio", shareOf(current.good, current.rated).ratio, {
      ...{ of: current.rated, previous: shareOf(before.good, before.rated).ratio, better: "up" },
      drill: drill("satisfaction"),
    }),
    tile("rating_response", "ratio", shareOf(current.rated, current.resolved).ratio, {
      ...{ of: current.resolved, previous: shareOf(before.rated, before.resolved).ratio, better: "up" },
      drill: drill("rating_response"),
    }),
  ];
}
