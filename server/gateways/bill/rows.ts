import { Readable } from "node:stream";
import { CsvError, type Options, parse } from "csv-parse";
import type { BillLine } from "../gateway.ts";
import { type BillLimits, billError, malformed } from "./limits.ts";

/** How the bill of one kind of gateway is to be understood. A reader is used for one file. */
export type BillReader = {
  /** How its rows are written: as CSV, or as plain lines, which `take` then gets whole. */
  format: Pick<Options, "delimiter" | "quote" | "relax_quotes"> | "lines";
  /** @returns "skip" when this file is not the one with the payments */
  take(fields: string[], line: number): BillLine[] | "skip";
  /** @throws GatewayError when what must stand at the end does not */
  end(): void;
};

type Row = { record: string[]; info: { lines: number } };

/** Reads lines out of a text, never holding more than a few. @throws GatewayError */
export async function* billLines(
  text: AsyncIterable<string>,
  reader: BillReader,
  limits: BillLimits,
  count: { lines: number },
): AsyncGenerator<BillLine> {
  const rows = reader.format === "lines" ? plainRows(text, limits) : csvRows(text, reader.format, limits);
  let line = 0;
  try {
    for await (const { record, info } of rows) {
      line = info.lines;
      const taken = reader.take(record, line);
      if (taken === "skip") return;
      count.lines += taken.length;
      if (count.lines > limits.maxLines) {
        throw billError("BILL_TOO_LARGE", `the bill has more than ${limits.maxLines} lines`);
      }
      yield* taken;
    }
  } catch (error) {
    if (error instanceof CsvError) throw malformed(line + 1, `it cannot be read as CSV (${error.code})`);
    throw error;
  }
  reader.end();
}

async function* csvRows(text: AsyncIterable<string>, format: Options, limits: BillLimits): AsyncGenerator<Row> {
  const source = Readable.from(text, { objectMode: false });
  const parser = parse({
    ...format,
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: limits.maxLineBytes,
  });
  source.on("error", (error) => parser.destroy(error)).pipe(parser);
  try {
    yield* parser as AsyncIterable<Row>;
  } finally {
    // A pipe does not tell its source that nobody reads on.
    source.destroy();
  }
}

/** Lines as they are, empty ones left out. */
async function* plainRows(text: AsyncIterable<string>, limits: BillLimits): AsyncGenerator<Row> {
  const info = { lines: 0 };
  let rest = "";
  for await (const chunk of text) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      info.lines += 1;
      const clean = line.endsWith("\r") ? line.slice(0, -1) : line;
      if (clean !== "") yield { record: [clean], info };
    }
    if (rest.length > limits.maxLineBytes) throw malformed(info.lines + 1, "it does not end");
  }
  info.lines += 1;
  if (rest !== "") yield { record: [rest], info };
}

/** Finds the columns of a header by any of their names. */
export function columnsOf<K extends string>(
  header: readonly string[],
  names: Readonly<Record<K, readonly string[]>>,
): Record<K, number> {
  const clean = header
    .map((name) => name.replace(/^\ufeff/, "").trim())
    .map((name) => name.replace(/（元）$|\(元\)$/, ""));
  return Object.fromEntries(
    (Object.entries(names) as [K, readonly string[]][]).map(([key, all]) => [
      key,
      clean.findIndex((name) => all.includes(name)),
    ]),
  ) as Record<K, number>;
}
