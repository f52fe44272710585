import { livingSessions } from "#server/auth/index.ts";
import { systemClock } from "#server/core/clock.ts";

/**
 * The sessions of all open streams of a process, looked after together: two hundred consoles that hear of a change ask once and not
 * two hundred times whether they may.
 */
class SessionRoll {
  private readonly open = new Map<string, number>();
  private living = new Set<string>();
  private checkedAt = 0;
  private asking: Promise<void> | undefined;

  /** Enters the session of a stream that was let in just now. `isLiving` says whether it still is, as of at most so long ago. */
  add(id: string): { isLiving(withinMs: number): Promise<boolean>; leave(): void } {
    this.open.set(id, (this.open.get(id) ?? 0) + 1);
    this.living.add(id);
    return {
      isLiving: (withinMs) => this.isLiving(id, withinMs),
      leave: () => {
        const left = (this.open.get(id) ?? 1) - 1;
        if (left > 0) this.open.set(id, left);
        else this.open.delete(id);
      },
    };
  }

  private async isLiving(id: string, withinMs: number): Promise<boolean> {
    if (Math.abs(systemClock.now().getTime() - this.checkedAt) > withinMs) {
      this.asking ??= this.ask().finally(() => {
        this.asking = undefined;
      });
      await this.asking;
    }
    return this.living.has(id);
  }

  private async ask(): Promise<void> {
    const asked = [...this.open.keys()];
    const now = systemClock.now();
    const living = await livingSessions(asked, now);
    // Who was let in while it was asked was looked at then.
    for (const id of this.open.keys()) if (!asked.includes(id)) living.add(id);
    this.living = living;
    this.checkedAt = now.getTime();
  }
}

// Next.js may load this module more than once in a process; its streams are looked after together.
const holder = globalThis as typeof globalThis & { __daozhangSessionRoll?: SessionRoll };
export const sessionRoll = (): SessionRoll => {
  holder.__daozhangSessionRoll ??= new SessionRoll();
  return holder.__daozhangSessionRoll;
};
