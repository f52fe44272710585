import type { ReadCode, ReadField } from "../../schemas.ts";
import { isGatewayNumber, isGatewayShape } from "./values.ts";

/** Names that shops and gateways give to the numbers in their addresses. */
const ORDER_KEYS = /^(?:order|order_?(?:no|id|sn|number)|out_?trade_?no|merchant_?order_?no|biz_?order_?no)$/i;
const PAYMENT_KEYS =
  /^(?:trade_?no|transaction_?id|payment_?(?:no|id)|pay_?(?:no|id|order_?no)|gateway_?trade_?no|ali_?trade_?no)$/i;
const TOKEN = /^[A-Za-z0-9][A-Za-z0-9_-]{3,63}$/;

/**
 * The numbers in QR and bar codes. An address in a code is taken apart as text and never opened.
 * @param read what was read in letters: a code that says the same number says which one it is
 */
export function fieldsOfCodes(codes: readonly ReadCode[], read: readonly ReadField[] = []): ReadField[] {
  return codes.flatMap((code) =>
    numbersIn(code.text, read).map((number) => ({
      ...number,
      raw: code.text.slice(0, 200),
      source: "code" as const,
      box: code.box,
    })),
  );
}

type Numbered = Pick<ReadField, "name" | "value" | "confidence">;

function numbersIn(text: string, read: readonly ReadField[]): Numbered[] {
  const plain = text.normalize("NFKC").trim();
  if (TOKEN.test(plain)) return bare(plain, read);
  return pairsOf(plain).flatMap(([key, value]): Numbered[] => {
    if (!TOKEN.test(value) || !/\d{4}/.test(value)) return [];
    if (ORDER_KEYS.test(key)) return [{ name: "orderNo", value, confidence: 0.97 }];
    return PAYMENT_KEYS.test(key) ? [{ name: "paymentNo", value, confidence: 0.97 }] : [];
  });
}

/** A number alone: gateways print the shop's number as a bar code under the bill. */
function bare(token: string, read: readonly ReadField[]): Numbered[] {
  if (token.replace(/\D/g, "").length < 6) return [];
  const said = read.find(
    (field) => (field.name === "orderNo" || field.name === "paymentNo") && alike(String(field.value), token),
  );
  if (said) return [{ name: said.name, value: token, confidence: 0.99 }];
  if (isGatewayShape(token) || isGatewayNumber(token)) return [{ name: "paymentNo", value: token, confidence: 0.9 }];
  return [{ name: "orderNo", value: token, confidence: 0.7 }];
}

/** The same number but for two letters that may have been mis-read. */
function alike(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  return [...a].filter((letter, i) => letter !== b[i]).length <= 2;
}

const MAX_PAIRS = 40;

/** `key=value` and `"key": "value"` pairs, of an address's query or of JSON. */
function pairsOf(text: string): [string, string][] {
  return [...text.matchAll(/["']?([A-Za-z_]{2,24})["']?\s?[=:]\s?["']?([A-Za-z0-9%_-]{4,64})/g)]
    .slice(0, MAX_PAIRS)
    .map(([, key = "", value = ""]) => [key, value]);
}
