import { parse } from "csv-parse/sync";
import { DomainError, type FieldError, invalid } from "#server/core/errors.ts";
import { type ComplaintNote, type ComplaintState, complaintStates } from "./schemas.ts";

/** An uploaded list at most. */
export const MAX_CSV_BYTES = 2 * 1024 * 1024;
export const MAX_CSV_ROWS = 2_000;
/** Errors named in one answer; with so many wrong the list as a whole is not what it should be. */
const MAX_ERRORS = 50;

/** The columns by name, in English or as gateways' consoles call them. */
const columns = {
  complaint_no: ["complaint_no", "complaint_id", "投诉单号", "投诉编号", "投诉号"],
  made_at: ["made_at", "complaint_time", "投诉时间", "创建时间"],
  out_trade_no: ["out_trade_no", "商户订单号", "商家订单号"],
  gateway_trade_no: [
    "gateway_trade_no",
    "trade_no",
    "transaction_id",
    "交易号",
    "支付宝交易号",
    "微信订单号",
    "平台订单号",
  ],
  amount: ["amount", "订单金额", "交易金额", "金额", "投诉金额"],
  state: ["state", "status", "投诉状态", "状态"],
  text: ["text", "detail", "投诉内容", "投诉详情", "投诉原因", "问题描述"],
  phone: ["phone", "联系电话", "手机号", "联系方式"],
} as const;
type Column = keyof typeof columns;

const stateWords: Record<string, ComplaintState> = {
  待处理: "pending",
  待商家处理: "pending",
  处理中: "processing",
  已处理: "processed",
  已处理完成: "processed",
  处理完成: "processed",
  已完结: "processed",
  已完成: "processed",
  "": "pending",
};

/**
 * Reads a list of complaints: UTF-8 or, as Chinese spreadsheets save it, GB18030. All of it is good or nothing is taken.
 * @param now the moment of rows that name no time
 * @throws DomainError 422 CSV_INVALID naming each wrong field by its line, 413 CSV_TOO_LONG
 */
export function readComplaintCsv(bytes: Buffer, now: Date): ComplaintNote[] {
  const lines = recordsOf(decode(bytes));
  const [head, ...rows] = lines;
  const at = placesOf(head?.record ?? []);
  if (rows.length > MAX_CSV_ROWS) {
    throw new DomainError(413, "CSV_TOO_LONG", `A list may have at most ${MAX_CSV_ROWS} rows.`);
  }
  const errors: FieldError[] = [];
  const seen = new Map<string, number>();
  const notes = rows.map(({ record, line }) => {
    const cell = (column: Column) => {
      const raw = record[at[column] ?? -1] ?? "";
      // People's own words stay as they wrote them.
      return column === "text" ? storable(raw) : tidy(raw);
    };
    const wrong = (column: Column, message: string) => errors.push({ path: `line ${line}.${column}`, message });
    const note = noteOf(cell, wrong, now);
    const twin = seen.get(note.complaintNo);
    if (note.complaintNo !== "" && twin !== undefined) wrong("complaint_no", `is on line ${twin} already`);
    seen.set(note.complaintNo, line);
    return note;
  });
  if (rows.length === 0) errors.push({ path: "line 2", message: "there are no rows" });
  if (errors.length > 0) throw refused(errors);
  return notes;
}

const refused = (errors: FieldError[]) =>
  invalid("CSV_INVALID", "The list was not taken: mend the lines named and send it again.", {
    errors: errors.slice(0, MAX_ERRORS),
  });

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    try {
      return new TextDecoder("gb18030", { fatal: true }).decode(bytes);
    } catch {
      throw refused([{ path: "line 1", message: "is neither UTF-8 nor GB18030 text" }]);
    }
  }
}

type Line = { record: string[]; line: number };

function recordsOf(text: string): Line[] {
  try {
    const parsed = parse(text, {
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: 64 * 1024,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    return parsed.map(({ record, info }) => ({ record, line: info.lines }));
  } catch (error) {
    const line = typeof error === "object" && error && "lines" in error ? Number(error.lines) : 1;
    throw refused([{ path: `line ${line}`, message: "is not CSV: check its quotation marks" }]);
  }
}

function placesOf(head: readonly string[]): Partial<Record<Column, number>> {
  const names = head.map((name) => tidy(name).toLowerCase());
  const found = Object.entries(columns).map(([column, known]) => {
    return [column, names.findIndex((name) => (known as readonly string[]).includes(name))] as const;
  });
  const places = Object.fromEntries(found.filter(([, place]) => place >= 0)) as Partial<Record<Column, number>>;
  if (places.complaint_no === undefined) {
    throw refused([{ path: "line 1.complaint_no", message: "the first line must name this column" }]);
  }
  if (places.out_trade_no === undefined && places.gateway_trade_no === undefined) {
    throw refused([{ path: "line 1.out_trade_no", message: "name this column or gateway_trade_no" }]);
  }
  return places;
}

/** Consoles put tabs and quotes around numbers so that spreadsheets leave them alone. */
const tidy = (cell: string) =>
  storable(cell.normalize("NFKC"))
    .replace(/^['`]+/, "")
    .trim();
const storable = (cell: string) => cell.replaceAll("\u0000", "").toWellFormed().trim();

function noteOf(
  cell: (column: Column) => string,
  wrong: (column: Column, message: string) => void,
  now: Date,
): ComplaintNote {
  const number = (column: Column) => {
    const value = cell(column);
    if (value !== "" && !/^[\w.-]{1,128}$/.test(value)) wrong(column, "is no number of a transaction");
    return value === "" ? null : value;
  };
  const complaintNo = number("complaint_no");
  if (complaintNo === null) wrong("complaint_no", "is missing");
  const [outTradeNo, gatewayTradeNo] = [number("out_trade_no"), number("gateway_trade_no")];
  if (outTradeNo === null && gatewayTradeNo === null) wrong("out_trade_no", "this or gateway_trade_no is needed");
  const text = cell("text");
  if (text.length > 5_000) wrong("text", "is longer than 5000 characters");
  const phone = cell("phone");
  if (phone.length > 40) wrong("phone", "is longer than 40 characters");
  const state = stateOf(cell("state"));
  if (state === undefined) wrong("state", `is none of ${complaintStates.join(", ")}`);
  const madeAt = timeOf(cell("made_at"), now);
  if (madeAt === undefined) wrong("made_at", "is no time such as 2026-11-23 14:05:09");
  const amountFen = fenOf(cell("amount"));
  if (amountFen === undefined) wrong("amount", "is no amount in yuan such as 200.00");
  return {
    complaintNo: complaintNo ?? "",
    state: state ?? "pending",
    outTradeNo,
    gatewayTradeNo,
    amountFen: amountFen ?? null,
    text,
    phone: phone === "" ? null : phone,
    madeAt: madeAt ?? now,
    raw: { source: "csv" },
  };
}

function stateOf(word: string): ComplaintState | undefined {
  const lower = word.toLowerCase();
  return (complaintStates as readonly string[]).includes(lower) ? (lower as ComplaintState) : stateWords[word];
}

/** Beijing time unless it says otherwise, as in gateways' lists. */
function timeOf(text: string, now: Date): Date | undefined {
  if (text === "") return now;
  const [, day, time, zone] =
    /^(\d{4}[-/]\d{1,2}[-/]\d{1,2})(?:[T ]+(\d{1,2}:\d{2}(?::\d{2})?)(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/.exec(
      text,
    ) ?? [];
  if (!day) return undefined;
  const [year, month, date] = day.split(/[-/]/).map((part) => part.padStart(2, "0"));
  const clock = `${(time ?? "00:00").padStart(5, "0")}${time?.split(":").length === 3 ? "" : ":00"}`.padStart(8, "0");
  const offset = zone === undefined ? "+08:00" : zone.replace(/^([+-]\d{2})(\d{2})$/, "$1:$2");
  const at = new Date(`${year}-${month}-${date}T${clock}${offset}`);
  if (Number.isNaN(at.getTime()) || at.getTime() > now.getTime() + 86_400_000) return undefined;
  // 2026-02-30 becomes the second of March in some engines: what was written has to come back.
  const back = new Date(Date.UTC(Number(year), Number(month) - 1, Number(date))).getUTCDate();
  return back === Number(date) ? at : undefined;
}

function fenOf(text: string): number | null | undefined {
  const bare = text.replaceAll(/[¥,\s元]/g, "");
  if (bare === "") return null;
  const [, whole, cents = ""] = /^(\d{1,11})(?:\.(\d{1,2}))?$/.exec(bare) ?? [];
  return whole === undefined ? undefined : Number(whole) * 100 + Number(cents.padEnd(2, "0"));
}
