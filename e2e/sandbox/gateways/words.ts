import { createSign, createVerify } from "node:crypto";
import type { ApiAnswer } from "./types.ts";

export const yuan = (fen: number): string => (fen / 100).toFixed(2);

/** A moment as these gateways write it, in Asia/Shanghai: 2026-01-02 03:04:05. */
export const localTime = (at: Date): string =>
  new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 19).replace("T", " ");
export const localDay = (at: Date): string => localTime(at).slice(0, 10);
export const offsetTime = (at: Date): string => `${localTime(at).replace(" ", "T")}+08:00`;

export const rsaSign = (text: string | Buffer, privateKey: string): string =>
  createSign("RSA-SHA256").update(text).sign(privateKey, "base64");
export const rsaVerify = (text: string | Buffer, signature: string, publicKey: string): boolean =>
  createVerify("RSA-SHA256").update(text).verify(publicKey, signature, "base64");

export const json = (status: number, value: object): ApiAnswer => ({
  status,
  headers: { "content-type": "application/json; charset=utf-8" },
  body: Buffer.from(JSON.stringify(value)),
});

let gbkOf: Map<string, number> | undefined;

/** Text in GBK, which Node can read and not write: the table is read backwards. */
export function gbk(text: string): Buffer {
  gbkOf ??= gbkTable();
  const bytes: number[] = [];
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (code < 0x80) {
      bytes.push(code);
      continue;
    }
    const pair = gbkOf.get(char) ?? 0xa3bf; // ？
    bytes.push(pair >> 8, pair & 0xff);
  }
  return Buffer.from(bytes);
}

function gbkTable(): Map<string, number> {
  const table = new Map<string, number>();
  const decoder = new TextDecoder("gbk");
  for (let high = 0x81; high <= 0xfe; high++) {
    for (let low = 0x40; low <= 0xfe; low++) {
      const char = decoder.decode(Uint8Array.of(high, low));
      if (low !== 0x7f && char.length === 1 && char !== "\ufffd" && !table.has(char))
        table.set(char, (high << 8) | low);
    }
  }
  return table;
}
