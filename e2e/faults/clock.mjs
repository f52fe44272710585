// Loaded into a server by NODE_OPTIONS=--import: its wall clock is off by the milliseconds that stand in the file CLOCK_FILE.
import { readFileSync } from "node:fs";

/** How long a reading of the file holds, in milliseconds of the machine's own clock. */
const HELD_MS = 50;
const RealDate = Date;
let offset = 0;
let readAt = -Infinity;

function now() {
  if (performance.now() - readAt > HELD_MS) {
    readAt = performance.now();
    try {
      offset = Number(readFileSync(process.env.CLOCK_FILE, "utf8"));
    } catch {
      // Not there: the last one holds.
    }
  }
  return RealDate.now() + offset;
}

globalThis.Date = class extends RealDate {
  constructor(...args) {
    super(...(args.length === 0 ? [now()] : args));
  }
  static now() {
    return now();
  }
  // Next.js makes a Date of its own from the one it finds, of what is its own alone.
  static parse(text) {
    return RealDate.parse(text);
  }
  static UTC(...args) {
    return RealDate.UTC(...args);
  }
};
