import { inflateSync } from "node:zlib";

/** For tests: what a PDF says, read by its own tables of glyphs. Enough for what `paper-pdf.ts` writes, not for any PDF. */
export function pdfText(bytes: Buffer): string {
  const streams = streamsOf(bytes);
  const glyphs = new Map<string, string>();
  for (const stream of streams.filter((text) => text.includes("begincmap"))) readMap(stream, glyphs);
  return streams
    .filter((text) => / Tf\b|\bTJ\b/.test(text) && !text.includes("begincmap"))
    .map((text) =>
      [...text.matchAll(/\[((?:<[0-9a-fA-F]+>|[-\d.\s])+)\]\s*TJ/g)]
        .map(([, line]) =>
          [...(line ?? "").matchAll(/<([0-9a-fA-F]+)>/g)]
            .flatMap(([, hex]) => (hex ?? "").match(/.{4}/g) ?? [])
            .map((code) => glyphs.get(code.toLowerCase()) ?? "")
            .join(""),
        )
        .join(""),
    )
    .join("\n");
}

function streamsOf(bytes: Buffer): string[] {
  const found: string[] = [];
  for (let at = bytes.indexOf("stream\n"); at >= 0; at = bytes.indexOf("stream\n", at + 7)) {
    if (bytes.subarray(at - 3, at).toString() === "end") continue;
    const end = bytes.indexOf("\nendstream", at);
    try {
      found.push(inflateSync(bytes.subarray(at + 7, end)).toString("latin1"));
    } catch {
      // Not a compressed stream, such as a picture.
    }
  }
  return found;
}

function readMap(map: string, glyphs: Map<string, string>): void {
  const utf16 = (hex: string) => Buffer.from(hex, "hex").swap16().toString("utf16le");
  for (const [, from, list] of map.matchAll(/<([0-9a-f]{4})>\s*<[0-9a-f]{4}>\s*\[([^\]]*)\]/gi)) {
    [...(list ?? "").matchAll(/<([0-9a-f\s]*)>/gi)].forEach(([, hex], i) => {
      const code = (Number.parseInt(from ?? "0", 16) + i).toString(16).padStart(4, "0");
      glyphs.set(code, utf16((hex ?? "").replaceAll(/\s/g, "")));
    });
  }
}
