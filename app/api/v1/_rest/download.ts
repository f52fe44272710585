import { noStore } from "#server/http/index.ts";

/** A file to save: what an API answers with is never shown in our own origin. */
export function download({ bytes, mediaType, name }: { bytes: Buffer; mediaType: string; name: string }): Response {
  const ascii = name.replaceAll(/[^\w. -]/g, "_");
  const exact = encodeURIComponent(name).replaceAll(/['()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`);
  return new Response(new Uint8Array(bytes), {
    headers: {
      ...noStore,
      "Content-Type": mediaType,
      "Content-Disposition": `attachment; filename="${ascii}"; filename*=UTF-8''${exact}`,
      "X-Content-Type-Options": "nosniff",
      "Content-Security-Policy": "sandbox; default-src 'none'",
    },
  });
}
