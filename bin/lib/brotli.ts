import { globSync, readFileSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { brotliCompressSync, constants } from "node:zlib";

const ASSETS = ".next/static/**/*.{js,css}";
const TYPES = { js: "application/javascript; charset=UTF-8", css: "text/css; charset=UTF-8" } as const;

/** Puts a brotli copy beside every script and stylesheet of the build: a sixth less on the line than Next's gzip. */
export function compressAssets(): void {
  for (const file of globSync(ASSETS)) {
    const bytes = readFileSync(file);
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.byteLength };
    writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params }));
  }
}

/**
 * Loads the brotli copies.
 * @returns a function that answers a request for one of them and says true, or leaves it to Next and says false
 */
export function brotliAssets(): (request: IncomingMessage, response: ServerResponse) => boolean {
  const assets = new Map(
    globSync(`${ASSETS}.br`).map((file) => {
      const path = file
        .replaceAll("\\", "/")
        .replace(/^\.next\//, "/_next/")
        .replace(/\.br$/, "");
      return [path, readFileSync(file)] as const;
    }),
  );
  return (request, response) => {
    const path = request.url?.split("?", 1)[0] ?? "";
    const bytes = assets.get(path);
    const asked = request.method === "GET" || request.method === "HEAD";
    if (!bytes || !asked || !/\bbr\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(String(request.headers["accept-encoding"]))) {
      return false;
    }
    response.writeHead(200, {
      "content-type": path.endsWith(".css") ? TYPES.css : TYPES.js,
      "content-encoding": "br",
      "content-length": bytes.byteLength,
      vary: "accept-encoding",
      // The name of each holds a hash of its content.
      "cache-control": "public, max-age=31536000, immutable",
      "x-content-type-options": "nosniff",
    });
    response.end(request.method === "HEAD" ? undefined : bytes);
    return true;
  };
}
