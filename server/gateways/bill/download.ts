import { createHash } from "node:crypto";
import { callOutStream } from "#server/http/index.ts";
import { asGatewayError } from "../call.ts";
import { type BillLine, GatewayError } from "../gateway.ts";
import type { GatewayKind } from "../schemas.ts";
import { type BillLimits, billError, defaultBillLimits } from "./limits.ts";
import { readBillFile } from "./read-bill.ts";
import { spool, withTemporaryFile } from "./zip.ts";

const DOWNLOAD_TIMEOUT_MS = 10 * 60_000;

export type BillPlace = { url: string; sha1?: string };
export type BillSource = {
  kind: GatewayKind;
  allowPrivate: boolean;
  /** Asks for the address of the bill, which is good for half a minute only. */
  locate(): Promise<BillPlace>;
  headers?(url: string): Record<string, string>;
  limits?: BillLimits;
};

/**
 * The bill of a day. The address is asked for at once, so that a bill that is not ready fails here; the file is fetched, checked
 * and put aside when reading begins, so that no line of a bill that is not whole is ever seen.
 */
export async function billOfDay(source: BillSource): Promise<AsyncIterable<BillLine>> {
  const place = await source.locate();
  const limits = source.limits ?? defaultBillLimits;
  return withTemporaryFile(async function* (path) {
    const file = await download(source, place, `${path}-1`, limits).catch(async (error: unknown) => {
      if (!isPassing(error)) throw error;
      // The address may have run out meanwhile: ask for another one, once.
      return download(source, await source.locate(), `${path}-2`, limits);
    });
    yield* readBillFile(source.kind, file, limits);
  });
}

const isPassing = (error: unknown) =>
  error instanceof GatewayError &&
  ["TIMED_OUT", "BROKEN_OFF", "UNREACHABLE", "UNAVAILABLE", "BAD_ANSWER"].includes(error.code);

async function download(source: BillSource, place: BillPlace, path: string, limits: BillLimits): Promise<string> {
  try {
    const answer = await callOutStream({
      url: place.url,
      headers: source.headers?.(place.url) ?? {},
      allowPrivate: source.allowPrivate,
      timeoutMs: DOWNLOAD_TIMEOUT_MS,
      maxBytes: limits.maxFileBytes,
    });
    const { status } = answer;
    const html = (answer.headers["content-type"] ?? "").includes("text/html");
    if (status !== 200 || html) {
      for await (const _ of answer.body) break;
      const what = html ? "a page" : `status ${status}`;
      throw new GatewayError(status >= 500 ? "UNAVAILABLE" : "BAD_ANSWER", `the bill's address answered ${what}`, {
        sent: true,
      });
    }
    const hash = createHash("sha1");
    await spool(hashed(answer.body, hash), path, limits.maxFileBytes);
    if (place.sha1 && hash.digest("hex") !== place.sha1) {
      throw billError("BILL_CORRUPT", "the bill is not the one whose SHA1 was announced");
    }
    return path;
  } catch (error) {
    throw asGatewayError(error);
  }
}

async function* hashed(body: AsyncIterable<Uint8Array>, hash: ReturnType<typeof createHash>) {
  for await (const chunk of body) {
    hash.update(chunk);
    yield chunk;
  }
}
