import { listTickets } from "#server/tickets/index.ts";
import { listRecords } from "../records/list.ts";
import { ctx, FROM, TO } from "../testing.ts";
import { type BoardInput, metricsBoard } from "./board.ts";
import type { Drill } from "./schemas.ts";

/** For tests: a dashboard of the two days. */
export const board = (name: BoardInput["board"], more: Partial<BoardInput> = {}) =>
  metricsBoard({ ctx, input: { from: FROM, to: TO, board: name, ...more } });

/** Everything on a drill's list, page by page. */
export async function listed({ list, query }: Drill): Promise<{ n: number; fen: number }> {
  let [n, fen] = [0, 0];
  for (let cursor: string | undefined; ; ) {
    const input = { ...query, limit: 2, ...(cursor ? { cursor } : {}) } as never;
    const page = list === "records" ? await listRecords({ ctx, input }) : await listTickets({ ctx, input });
    n += page.items.length;
    for (const item of page.items) fen += item.amountFen ?? 0;
    if (page.nextCursor === null) return { n, fen };
    cursor = page.nextCursor;
  }
}
