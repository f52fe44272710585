import { readFileSync } from "node:fs";
import sharp from "sharp";
import { Reader } from "#server/reading/picture/reader.ts";
import { bill, billKinds, factsOf, shownBy } from "#server/reading/testing/bills.ts";
import { type Distortion, distort, distortions } from "#server/reading/testing/distort.ts";
import { median, quantile, round } from "./lib/stats.ts";

/** Pictures of each kind of page and distortion. */
const EACH = 4;

type Tally = { right: number; fields: number; tookMs: number[]; wrong: string[] };

/**
 * How much of synthetic bills is read right, by what became of the picture on its way, how long a picture takes, and how much
 * memory the reading process ever held; then one photograph of 12 megapixels.
 */
export default async function reading(): Promise<Record<string, unknown>> {
  const reader = new Reader();
  const began = performance.now();
  await reader.read({ bytes: await bill("shop"), timeoutMs: 60_000, now: new Date(), maxWaiting: 1 });
  const firstMs = performance.now() - began;
  const tallies = new Map<Distortion, Tally>();
  for (const how of distortions) tallies.set(how, await readAll(reader, how));
  const all = [...tallies.values()];
  const took = all.flatMap((tally) => tally.tookMs);
  const large = await largePhoto(reader);
  const peakMb = peakOf(reader.pid);
  reader.close();
  console.table(Object.fromEntries([...tallies].map(([how, tally]) => [how, rowOf(tally)])));
  for (const wrong of all.flatMap((tally) => tally.wrong)) console.log(wrong);
  const right = all.reduce((sum, tally) => sum + tally.right, 0);
  const fields = all.reduce((sum, tally) => sum + tally.fields, 0);
  console.log(
    `${right} of ${fields} fields; first picture after ${round(firstMs / 1_000, 1)} s; memory peak ${peakMb ?? "?"} MB`,
  );
  return {
    right,
    fields,
    byDistortion: Object.fromEntries([...tallies].map(([how, { right: r, fields: f }]) => [how, `${r}/${f}`])),
    medianMs: Math.round(median(took)),
    p95Ms: Math.round(quantile(took, 0.95)),
    firstMs: Math.round(firstMs),
    twelveMegapixelsMs: large,
    peakMb,
  };
}

async function readAll(reader: Reader, how: Distortion): Promise<Tally> {
  const tally: Tally = { right: 0, fields: 0, tookMs: [], wrong: [] };
  for (const [k, kind] of billKinds.entries()) {
    for (let i = 0; i < EACH; i++) {
      const facts = factsOf(i * 7 + k, kind);
      const bytes = await distort(await bill(kind, facts, i % 2 === 0 ? "light" : "dark"), how, i + 1);
      const read = await reader.read({ bytes, timeoutMs: 60_000, now: new Date(), maxWaiting: 1 });
      tally.tookMs.push(read.tookMs);
      for (const name of shownBy[kind]) {
        const got = read.fields.find((field) => field.name === name)?.value;
        tally.fields++;
        if (got === facts[name]) tally.right++;
        else
          tally.wrong.push(`${how} ${kind} ${i}: ${name} is ${facts[name]}, read ${got ?? `nothing (${read.status})`}`);
      }
    }
  }
  return tally;
}

const rowOf = ({ right, fields, tookMs }: Tally) => ({
  right: `${right} of ${fields}`,
  share: round(right / fields, 3),
  medianS: round(median(tookMs) / 1_000),
  slowestS: round(Math.max(...tookMs) / 1_000),
});

async function largePhoto(reader: Reader): Promise<number> {
  const bytes = await sharp(await distort(await bill("wechat"), "photo", 1))
    .resize({ width: 3_000, height: 4_000, fit: "contain", background: "#5b4a3c" })
    .jpeg({ quality: 90 })
    .toBuffer();
  return (await reader.read({ bytes, timeoutMs: 60_000, now: new Date(), maxWaiting: 1 })).tookMs;
}

/** The most memory that a process ever held, in MB; null where the system does not tell. */
function peakOf(pid: number | undefined): number | null {
  try {
    const kb = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kb === undefined ? null : Math.round(Number(kb) / 1_024);
  } catch {
    return null;
  }
}
