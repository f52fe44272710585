/**
 * Stands in for the process that reads pictures: what it does is said by the first byte of the picture. For tests of whoever
 * starts and stops that process.
 */
import type { ChildAnswer, ChildOrder } from "../picture/wire.ts";

const rss = 50_000_000;
const acts: Record<string, (order: ChildOrder) => ChildAnswer | undefined> = {
  // Reads, and says which process it was.
  r: ({ id }) => ({ id, rss, read: { fields: [], text: String(process.pid), codes: [] } }),
  // Hangs.
  h: () => undefined,
  // Falls over.
  c: () => process.exit(3),
  // Cannot make anything of this picture.
  f: ({ id }) => ({ id, rss, failed: "no such thing" }),
  // Has no model.
  u: ({ id }) => ({ id, rss, unavailable: "no model" }),
  // Has grown.
  g: ({ id }) => ({ id, rss: 5_000_000_000, read: { fields: [], text: String(process.pid), codes: [] } }),
  // Tells what it was started with.
  e: ({ id }) => ({ id, rss, read: { fields: [], text: Object.keys(process.env).join(" "), codes: [] } }),
};

process.on("message", (order: ChildOrder) => {
  const answer = acts[String.fromCharCode(order.bytes[0] ?? 0)]?.(order);
  if (answer) process.send?.(answer);
});
process.on("disconnect", () => process.exit(0));
