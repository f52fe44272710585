import { db } from "#db/client.ts";
import { channelSetting, gatewayOf } from "#server/channels/index.ts";
import { GatewayError, readBill } from "#server/gateways/index.ts";
import { StorageError, storage } from "#server/storage/index.ts";
import type { BillRow } from "./findings.ts";
import { BillFault, type OpenedBill } from "./read-bill.ts";

/**
 * Opens a bill's lines: those of its file when it was uploaded, else those that the gateway gives when it is asked.
 * @throws GatewayError, StorageError, BillProblem
 */
export async function openBill(bill: BillRow): Promise<OpenedBill> {
  return bill.source === "upload" ? openFile(bill) : openGatewayBill(bill);
}

async function openGatewayBill(bill: BillRow): Promise<OpenedBill> {
  const gateway = await gatewayOf(bill.channel);
  if (!gateway) throw new BillProblem({ code: "CHANNEL_DISABLED", line: null, detail: null, passing: false });
  return { lines: await gateway.fetchBill(bill.day), bytesRead: () => 0 };
}

async function openFile(bill: BillRow): Promise<OpenedBill> {
  const setting = await channelSetting(db, bill.channel);
  if (!setting) throw new BillProblem({ code: "CHANNEL_DISABLED", line: null, detail: null, passing: false });
  const bytes = await storage().openStream(bill.fileSha256 ?? "");
  let read = 0;
  const counted = (async function* () {
    for await (const piece of bytes) {
      read += piece.byteLength;
      yield piece;
    }
  })();
  return { lines: readBill(setting.kind, counted, bill.fileName ?? ""), bytesRead: () => read };
}

/** Why a bill is not done, in the words of its row. `passing`: trying again may help. */
export type Problem = { code: string; line: number | null; detail: string | null; passing: boolean };

/** A problem of ours with a bill that is known for what it is. */
export class BillProblem extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.code);
    this.name = "BillProblem";
    this.problem = problem;
  }
}

const MAX_DETAIL = 300;
/** What no further attempt changes, whoever sent the bill. */
const final = ["BILL_UNSUPPORTED", "BILL_TOO_LARGE", "MISCONFIGURED", "PRIVATE_ADDRESS"];

/** Reads an error as what is wrong with the bill. A file stays what it is; a gateway may send another. */
export function problemOf(bill: BillRow, error: unknown): Problem {
  const fetched = bill.source === "gateway";
  if (error instanceof BillProblem) return error.problem;
  if (error instanceof BillFault) {
    return { code: error.code, line: error.line, detail: error.message, passing: false };
  }
  if (error instanceof GatewayError) {
    const { code, line, detail } = ofGateway(bill, error);
    return { code, line, detail, passing: fetched && !final.includes(code) };
  }
  if (error instanceof StorageError) {
    const code = error.problem === "corrupt" ? "BILL_CORRUPT" : "FILE_MISSING";
    return { code, line: null, detail: null, passing: false };
  }
  return { code: "INTERNAL", line: null, detail: null, passing: true };
}

function ofGateway(bill: BillRow, error: GatewayError): Omit<Problem, "passing"> {
  const named = `${bill.fileName ?? ""}: `;
  const message = error.message.startsWith(named) ? error.message.slice(named.length) : error.message;
  const detail = message.slice(0, MAX_DETAIL);
  const [, line, what] = /^line (\d+): (.*)$/s.exec(detail) ?? [];
  if (error.code === "BILL_MALFORMED" && /bytes that are not (UTF-8|GBK)/.test(detail)) {
    return { code: "BILL_ENCODING", line: null, detail };
  }
  return { code: error.code, line: line === undefined ? null : Number(line), detail: what ?? detail };
}
