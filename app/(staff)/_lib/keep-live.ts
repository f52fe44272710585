/**
 * `live`: the stream runs. `reconnecting`: it broke off just now. `polling`: it does not come back, and pages ask by the clock.
 * `ended`: the session was ended.
 */
export type LiveState = "connecting" | "live" | "reconnecting" | "polling" | "ended";
/** What of one stream is told: that it stands, that it broke off and is tried again by itself, and that it is over for good. */
export type Heard = { stands(): void; breaks(): void; ends(code?: string): void };

type Line = {
  /** Opens a stream. @returns what closes it */
  open: (heard: Heard) => () => void;
  /** Asks for any small thing. @returns the code of the refusal, if it was one */
  ask: () => Promise<string | undefined>;
  /** @param state what to show from now on */
  show: (state: LiveState) => void;
  /** Whatever is on the page may be old: there was nobody who listened, and nothing that says since when. */
  missed: () => void;
};

/** Shorter gaps are nobody's business: the stream goes on where it was. */
export const SAY_AFTER_MS = 1_000;
export const POLL_AFTER_MS = 6_000;
/** How long until a stream that is over is begun anew, each time it fails. */
export const AGAIN_MS: readonly number[] = [2_000, 5_000, 10_000, 30_000];

const isOver = (code?: string) => code === "UNAUTHENTICATED" || code === "FORBIDDEN";

/**
 * Keeps one stream standing. A browser comes back by itself when a line breaks, and gives up for good when it is answered by
 * anything but a stream: by a proxy whose server restarts, or where there are too many tabs. Then a new one is begun, and whatever
 * was missed in between is asked for.
 * @returns what ends it
 */
export function keepLive({ open, ask, show, missed }: Line): () => void {
  let state: LiveState = "connecting";
  let [begun, failures] = [0, 0];
  let [broken, over] = [false, false];
  let close = () => {};
  const timers = new Set<ReturnType<typeof setTimeout>>();
  const later = (ms: number, what: () => void) => timers.add(setTimeout(what, ms));
  const calm = () => {
    for (const timer of timers) clearTimeout(timer);
    timers.clear();
  };
  const to = (next: LiveState) => {
    if (state !== next) show(next);
    state = next;
  };
  const end = () => {
    over = true;
    calm();
    close();
  };
  const breaks = () => {
    if (broken) return;
    broken = true;
    if (state === "live") later(SAY_AFTER_MS, () => to("reconnecting"));
    later(POLL_AFTER_MS, () => to("polling"));
  };
  const refused = (code?: string) => {
    if (!isOver(code)) return false;
    end();
    to("ended");
    return true;
  };
  const begin = () => {
    // One that comes back says where it was; one that is begun anew does not know.
    let unsure = begun++ > 0;
    close = open({
      stands() {
        calm();
        if (unsure || state === "polling") missed();
        unsure = broken = false;
        failures = 0;
        to("live");
      },
      breaks,
      ends(code) {
        if (over || refused(code)) return;
        breaks();
        later(AGAIN_MS[Math.min(failures++, AGAIN_MS.length - 1)] ?? 0, again);
      },
    });
  };
  const again = () => void ask().then((code) => over || refused(code) || begin());
  begin();
  return end;
}
