import { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { parse } from "csv-parse";
import { invalid } from "#server/core/errors.ts";
import { type Cell, type Column, columnsOf, keyOfKind } from "./columns.ts";
import type { ImportKind, Problem } from "./schemas.ts";

export const MAX_FILE_BYTES = 20 * 1024 * 1024;
export const MAX_ROWS = 100_000;
/** Rows between which others get their turn. */
const TURN = 200;
const MAX_RECORD = 200_000;

/** One row of a file: `n` from 1, the line that it ends on, what its cells say, and what is wrong with them. */
export type CsvRow = { n: number; line: number; key: string; values: Record<string, Cell>; problems: Problem[] };

/**
 * UTF-8, or as Chinese spreadsheets save it: GB18030.
 * @throws DomainError 422 FILE_ENCODING
 */
export function decode(bytes: Uint8Array): string {
  for (const name of ["utf-8", "gb18030"]) {
    try {
      return new TextDecoder(name, { fatal: true }).decode(bytes);
    } catch {
      // The next one.
    }
  }
  throw invalid("FILE_ENCODING", "The file is text in neither UTF-8 nor GB18030.");
}

/**
 * A file row by row, in the order of its lines. Others get their turn meanwhile.
 * @param head called once with what is wrong with the columns; rows follow only when nothing is
 * @throws DomainError 422 FILE_ENCODING, FILE_MALFORMED, FILE_TOO_LONG
 */
export async function* readRows(
  kind: ImportKind,
  bytes: Uint8Array,
  head: (problems: Problem[]) => void,
): AsyncGenerator<CsvRow> {
  const text = decode(bytes);
  const options = { bom: true, relax_column_count: true, skip_empty_lines: true, info: true };
  const records = Readable.from([text]).pipe(parse({ ...options, max_record_size: MAX_RECORD }));
  const seen = new Set<string>();
  let places: Map<string, number> | undefined;
  let width = 0;
  let n = 0;
  try {
    for await (const one of records as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      const { record, info } = one;
      if (!places) {
        const found = placesOf(kind, record);
        head(found.problems);
        if (found.problems.some(({ code }) => code === "MISSING_COLUMN")) return;
        places = found.places;
        width = record.length;
        continue;
      }
      n++;
      if (n > MAX_ROWS) throw invalid("FILE_TOO_LONG", `A file may have at most ${MAX_ROWS} rows.`);
      if (n % TURN === 0) await setImmediate();
      yield rowOf(kind, { n, line: info.lines, record, width, places, seen });
    }
  } catch (error) {
    if (error instanceof Error && "code" in error && String(error.code).startsWith("CSV_")) {
      throw invalid("FILE_MALFORMED", `The file is no readable CSV: ${String(error.code)}.`);
    }
    throw error;
  }
  if (!places) head([{ line: 1, column: keyOfKind[kind], code: "MISSING_COLUMN" }]);
}

function placesOf(kind: ImportKind, record: readonly string[]) {
  const columns = Object.entries(columnsOf[kind]);
  const places = new Map<string, number>();
  const problems: Problem[] = [];
  for (const [index, cell] of record.entries()) {
    const name = cell.trim().toLowerCase();
    const known = columns.find(([id, column]) => id === name || column.also?.includes(cell.trim()));
    if (known && !places.has(known[0])) places.set(known[0], index);
    else if (name !== "") problems.push({ line: 1, column: name.slice(0, 40), code: "UNKNOWN_COLUMN" });
  }
  for (const [id, column] of columns) {
    if (column.required && !places.has(id)) problems.push({ line: 1, column: id, code: "MISSING_COLUMN" });
  }
  return { places, problems };
}

type Raw = { n: number; line: number; record: string[]; width: number; places: Map<string, number>; seen: Set<string> };

function rowOf(kind: ImportKind, { n, line, record, width, places, seen }: Raw): CsvRow {
  const problems: Problem[] = [];
  const values: Record<string, Cell> = {};
  if (record.length > width) problems.push({ line, column: "*", code: "WRONG_LENGTH" });
  for (const [id, column] of Object.entries(columnsOf[kind])) {
    const at = places.get(id);
    // A spreadsheet keeps a long number by a tab behind it, and a formula from being one by a mark before it.
    const raw = (at === undefined ? "" : (record[at] ?? ""))
      .replace(/\t$/, "")
      .replace(/^'(?='*\s*[=+\-@＝＋－＠])/, "")
      .replaceAll(/\r\n?/g, "\n");
    const read = cellOf(column, raw.trim());
    if ("problem" in read) problems.push({ line, column: id, code: read.problem });
    else values[id] = read.value;
  }
  const key = String(values[keyOfKind[kind]] ?? "");
  if (key !== "" && seen.has(key)) problems.push({ line, column: keyOfKind[kind], code: "TWICE_IN_FILE" });
  seen.add(key);
  // A file is history: an order that still waits for its money is the platform's to tell of, signed.
  if (kind === "orders" && values.paid_at && !values.credited_at) {
    problems.push({ line, column: "credited_at", code: "PAID_NOT_CREDITED" });
  }
  return { n, line, key, values, problems };
}

function cellOf(column: Column, text: string): ReturnType<Column["read"]> {
  if (text !== "") return column.read(text);
  return column.required ? { problem: "REQUIRED" } : { value: null };
}
