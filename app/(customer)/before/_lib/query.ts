import { fenOfYuan } from "#app/(staff)/desk/_lib/yuan.ts";

export type Query = Record<string, string | string[] | undefined>;
/** What was asked: by people in yuan, by links of platforms in fen. */
export type Asked = {
  amountFen: number | undefined;
  channel: string | undefined;
  sku: string | undefined;
  /** What was typed, to be shown again. */
  typed: { amount: string; sku: string };
  /** Fields that cannot be read. */
  wrong: readonly ("amount" | "sku")[];
  /** Whether anything was asked at all. */
  any: boolean;
};

const MAX_FEN = 1_000_000_000;
const one = (value: string | string[] | undefined) => (typeof value === "string" ? value.trim() : "");

/** As phones type it: full-width digits, a unit behind it. */
const plain = (typed: string) =>
  typed
    .normalize("NFKC")
    .trim()
    .replace(/\s*(?:元|yuan)$/i, "");

/** Reads the address of the page. Pure; whatever stands there, it never throws. */
export function askedOf(query: Query): Asked {
  const fen = one(query.amountFen);
  const amount = one(query.amount).slice(0, 40);
  const given = /^\d{1,10}$/.test(fen) && amount === "" ? Number(fen) : fenOfYuan(plain(amount));
  const amountFen = given !== null && given > 0 && given <= MAX_FEN ? given : undefined;
  const channel = one(query.channel).slice(0, 128) || undefined;
  const typedSku = one(query.sku);
  const sku = typedSku.length <= 128 ? typedSku || undefined : undefined;
  const any = amount !== "" || fen !== "" || channel !== undefined || typedSku !== "";
  return {
    amountFen,
    channel,
    sku,
    typed: { amount: amount || (amountFen === undefined ? "" : `${amountFen / 100}`), sku: typedSku.slice(0, 200) },
    wrong: [
      ...((amount !== "" || fen !== "") && amountFen === undefined ? (["amount"] as const) : []),
      ...(typedSku.length > 128 ? (["sku"] as const) : []),
    ],
    any,
  };
}
