import { sumNumbers } from "../cells/read.ts";
import { shareOf } from "../rules.ts";
import type { Scope } from "../scope.ts";
import { shareValue, tile } from "./parts.ts";
import type { BoardTile } from "./schemas.ts";

const outOf = { one_touch: "full_resolution", reopened: "first_resolution" } as const;

/** A share of tickets as a tile, beside the period before. */
export async function rate(scope: Scope, metric: keyof typeof outOf): Promise<BoardTile> {
  const { previous, ...asked } = scope;
  const metrics = [metric, outOf[metric]];
  const share = async (period: Scope["period"]) => {
    const sums = await sumNumbers({ ...asked, metrics, period, sketched: [] });
    return shareValue(shareOf(sums.of(metric).n, sums.of(outOf[metric]).n));
  };
  return tile(scope, { metric, stat: "ratio" }, await share(scope.period), {
    ...{ before: await share(previous), better: metric === "reopened" ? "down" : "up" },
  });
}

/** What customers said, and never without how many of those resolved said anything. */
export async function ratingTiles(scope: Scope): Promise<BoardTile[]> {
  const { reader, period, previous, now, slice } = scope;
  const asked = async (of: Scope["period"]) => {
    const metrics = ["full_resolution", "rated", "satisfied"];
    const sums = await sumNumbers({ reader, metrics, period: of, now, slice, sketched: [] });
    const rated = sums.of("rated").n;
    return { said: shareOf(sums.of("satisfied").n, rated), rated: shareOf(rated, sums.of("full_resolution").n) };
  };
  const [current, before] = [await asked(period), await asked(previous)];
  return [
    tile(scope, { metric: "satisfaction", stat: "ratio" }, shareValue(current.said), {
      ...{ before: shareValue(before.said), better: "up" },
    }),
    tile(scope, { metric: "rating_response", stat: "ratio" }, shareValue(current.rated), {
      ...{ before: shareValue(before.rated), better: "up" },
    }),
  ];
}
