import { inArray } from "drizzle-orm";
import { db } from "#db/client.ts";
import { tickets } from "#db/schema/index.ts";
import { listTickets } from "#server/tickets/index.ts";
import { checklistRuns } from "../checklist/report.ts";
import { listRecords } from "../records/list.ts";
import { ranksOf } from "../rules.ts";
import { ctx, FROM, TO } from "../testing.ts";
import { type BoardInput, metricsBoard } from "./board.ts";
import { proofOf } from "./numbers.ts";
import type { Board, BoardCell, BoardColumn, BoardTile, Drill } from "./schemas.ts";

/** For tests: a dashboard of the two days. */
export const board = (name: BoardInput["board"], more: Partial<BoardInput> = {}) =>
  metricsBoard({ ctx, input: { from: FROM, to: TO, board: name, ...more } });

type Line = { n: number; fen: number; tookMs: number | null; questions: number };
type Listed = { n: number; fen: number; lines: Line[] };

/** Everything on a drill's list, page by page, by the doors that its page uses. */
export async function listed(drill: Drill, limit = 2): Promise<Listed> {
  const lines: Line[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await pageOf(drill, { ...drill.query, limit, ...(cursor ? { cursor } : {}) });
    lines.push(...page.lines);
    if (page.nextCursor === null) break;
    cursor = page.nextCursor;
  }
  return { n: lines.length, fen: lines.reduce((sum, { fen }) => sum + fen, 0), lines };
}

async function pageOf({ list, query }: Drill, asked: object): Promise<{ lines: Line[]; nextCursor: string | null }> {
  const input = asked as never;
  if (list === "records") {
    const { items, nextCursor } = await listRecords({ ctx, input });
    const line = ({ n, amountFen, tookMs }: (typeof items)[number]) => ({
      n,
      fen: amountFen ?? 0,
      tookMs,
      questions: 0,
    });
    return { lines: items.map(line), nextCursor };
  }
  if (list === "runs") {
    const { items, nextCursor } = await checklistRuns({ ctx, input });
    return { lines: items.map(({ questions }) => ({ n: 1, fen: 0, tookMs: null, questions })), nextCursor };
  }
  const { items, nextCursor } = await listTickets({ ctx, input });
  const took = await tookOf(
    query.metric ?? "",
    items.map(({ number }) => number),
  );
  const line = ({ number, amountFen }: (typeof items)[number]) => ({
    ...{ n: 1, fen: amountFen ?? 0, tookMs: took.get(number) ?? null, questions: 0 },
  });
  return { lines: items.map(line), nextCursor };
}

/** How long tickets took, by their rows and not by what measures them. */
async function tookOf(metric: string, numbers: string[]): Promise<Map<string, number | null>> {
  if (numbers.length === 0) return new Map();
  const rows = await db.select().from(tickets).where(inArray(tickets.number, numbers));
  const since = (row: (typeof rows)[number], at: Date | null) => (at ? at.getTime() - row.openedAt.getTime() : null);
  const measures: Record<string, (row: (typeof rows)[number]) => number | null> = {
    first_response: (row) => since(row, row.firstReplyAt),
    first_resolution: (row) => since(row, row.firstResolvedAt),
    full_resolution: (row) => since(row, row.resolvedAt),
    requester_wait: (row) => row.requesterWaitMs,
    agent_work: (row) => row.agentWorkMs,
  };
  return new Map(rows.map((row) => [row.number, measures[metric]?.(row) ?? null]));
}

/** Opens the list of every number that a dashboard shows. @returns how many numbers, and those that are not what their lists say */
export async function provenOf(found: Board): Promise<{ numbers: number; wrong: string[] }> {
  const prover = new Prover();
  for (const tile of found.tiles) {
    await prover.prove(tile, tile, `${tile.metric} ${tile.stat}`);
    await prover.proveRest(tile);
    if (tile.before) await prover.prove({ ...tile.before }, tile, `${tile.metric} before`);
    if ((tile.before?.value ?? null) !== tile.previous) prover.wrong.push(`${tile.metric}: two numbers of before`);
  }
  for (const { id, columns, rows } of found.tables) {
    for (const [i, column] of columns.entries()) {
      let above = 0;
      for (const { key, cells } of rows) {
        const where = `${id} ${key} ${column.metric} ${column.stat}`;
        const cell = cells[i];
        if (cell) above += await prover.prove(cell, column, where, above);
        else prover.wrong.push(`${where}: nothing there`);
      }
      if (rows.some(({ cells }) => cells.length !== columns.length)) prover.wrong.push(`${id}: cells and columns`);
    }
  }
  return { numbers: prover.numbers, wrong: prover.wrong };
}

class Prover {
  readonly #lists = new Map<string, Promise<Listed>>();
  readonly wrong: string[] = [];
  numbers = 0;

  #list(drill: Drill): Promise<Listed> {
    const key = JSON.stringify(drill);
    const found = this.#lists.get(key) ?? listed(drill, 100);
    this.#lists.set(key, found);
    return found;
  }

  #same(where: string, told: number | null, counted: number | null): void {
    this.numbers++;
    const near = told === counted || (told !== null && counted !== null && Math.abs(told - counted) < 1e-6);
    if (!near) this.wrong.push(`${where}: says ${told}, its list ${counted}`);
  }

  /** @param above lines of the rows above it. @returns the lines of its own list */
  async prove(cell: BoardCell, { metric, stat }: BoardColumn, where: string, above = 0): Promise<number> {
    const proof = proofOf(metric, stat);
    const of = await this.#list(cell.drill);
    const whole = cell.whole ? await this.#list(cell.whole) : null;
    const weight = ({ lines }: Listed) => lines.reduce((sum, { n }) => sum + n, 0);
    const size = proof === "weightShare" ? weight : ({ n }: Listed) => n;
    const outOf = whole ? size(whole) : of.n;
    if (cell.of !== null) this.#same(`${where}, out of`, cell.of, outOf);
    else if (["share", "weightShare", "running"].includes(proof)) this.wrong.push(`${where}: a share of how many`);
    if (cell.few) {
      if (cell.value !== null) this.wrong.push(`${where}: told of too few`);
      return of.n;
    }
    const ratio = (n: number) => (outOf === 0 ? null : n / outOf);
    const counted = {
      length: () => of.n,
      weight: () => weight(of),
      sum: () => of.fen,
      share: () => ratio(size(of)),
      weightShare: () => ratio(size(of)),
      running: () => ratio(above + of.n),
      average: () => ratio(of.lines.reduce((sum, { questions }) => sum + questions, 0)),
      spread: () => spreadOfList(of, where)[stat as "median" | "p90" | "mean"],
    }[proof]();
    this.#same(where, cell.value, counted);
    return of.n;
  }

  /** A tile's ninth decile and mean. */
  async proveRest({ metric, stat, drill, p90Ms, meanMs }: BoardTile): Promise<void> {
    if (proofOf(metric, stat) !== "spread") return;
    const { p90, mean } = spreadOfList(await this.#list(drill), metric);
    this.#same(`${metric} p90`, p90Ms, p90);
    this.#same(`${metric} mean`, meanMs, mean);
  }
}

function spreadOfList({ lines }: Listed, where: string) {
  const took = lines.map(({ tookMs }) => tookMs ?? Number.NaN).sort((a, b) => a - b);
  if (took.some(Number.isNaN)) throw new Error(`${where}: a line that took no time`);
  if (took.length === 0) return { median: null, p90: null, mean: null };
  const ranks = ranksOf(took.length);
  const at = (rank: number) => took[rank - 1] ?? Number.NaN;
  return {
    median: (at(ranks.lower) + at(ranks.upper)) / 2,
    p90: at(ranks.p90),
    mean: took.reduce((sum, ms) => sum + ms, 0) / took.length,
  };
}
