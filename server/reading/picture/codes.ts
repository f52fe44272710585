import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import sharp from "sharp";
import { prepareZXingModule, type ReadResult, readBarcodes } from "zxing-wasm/reader";
import type { Box, ReadCode } from "../schemas.ts";

const MAX_EDGE_PX = 1_600;
const MAX_PIXELS = 50_000_000;
const MAX_CODES = 8;

let prepared: Promise<void> | undefined;

/** The library would fetch its program from a CDN: it gets the one in the package. */
function prepare(): Promise<void> {
  prepared ??= readFile(createRequire(import.meta.url).resolve("zxing-wasm/reader/zxing_reader.wasm")).then((wasm) => {
    const wasmBinary = wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength) as ArrayBuffer;
    prepareZXingModule({ overrides: { wasmBinary } });
  });
  return prepared;
}

/** Reads QR and bar codes of a picture. What they say is text, never an address to go to. */
export async function readCodes(bytes: Uint8Array): Promise<ReadCode[]> {
  await prepare();
  const { data, info } = await sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: "error", pages: 1 })
    .autoOrient()
    .flatten({ background: "#ffffff" })
    .resize({ width: MAX_EDGE_PX, height: MAX_EDGE_PX, fit: "inside", withoutEnlargement: true })
    .toColourspace("srgb")
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const image = {
    data: new Uint8ClampedArray(data),
    width: info.width,
    height: info.height,
    colorSpace: "srgb" as const,
  };
  const results = await readBarcodes(image as ImageData, {
    formats: ["QRCode", "MicroQRCode", "Code128", "Code39", "ITF", "EAN13", "DataMatrix", "Aztec", "PDF417"],
    tryHarder: true,
    maxNumberOfSymbols: MAX_CODES,
  });
  return results
    .filter((result) => result.isValid && result.text.trim() !== "")
    .map((result) => ({
      format: result.format,
      // What no database takes, and nobody can see.
      text: result.text
        .toWellFormed()
        .replace(/\p{Cc}/gu, " ")
        .slice(0, 1_000),
      box: boxOf(result.position, info),
    }));
}

function boxOf(position: ReadResult["position"], { width, height }: { width: number; height: number }): Box {
  const corners = [position.topLeft, position.topRight, position.bottomLeft, position.bottomRight];
  const clamp = (value: number) => Math.min(1, Math.max(0, value));
  const [xs, ys] = [corners.map(({ x }) => clamp(x / width)), corners.map(({ y }) => clamp(y / height))];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}
