/** Numbers that are the same at every run (mulberry32), and ids by a time and a count. */
export class Random {
  private state: number;
  constructor(seed: number) {
    this.state = seed;
  }
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }
  /** A whole number from 0 to below `n`. */
  below(n: number): number {
    return Math.floor(this.next() * n);
  }
  chance(p: number): boolean {
    return this.next() < p;
  }
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }
  /** By weights. */
  weighed<T>(items: readonly (readonly [T, number])[]): T {
    let left = this.next() * items.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [item, weight] of items) {
      left -= weight;
      if (left < 0) return item;
    }
    return (items.at(-1) as readonly [T, number])[0];
  }
}

let count = 0;
/** Begins the count of ids anew: each file has the same, whatever was made before it in this process. */
export function countIdsAnew(): void {
  count = 0;
}
/** A UUIDv7 of this time: as `newId(at)`, without chance, and never the same twice. */
export function idAt(ms: number): string {
  count++;
  const time = ms.toString(16).padStart(12, "0");
  const low = (count & 0xfff).toString(16).padStart(3, "0");
  const high = Math.floor(count / 4_096)
    .toString(16)
    .padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${low}-8000-${high}`;
}
