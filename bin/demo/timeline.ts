import { DomainError } from "#server/core/errors.ts";

/** A script says by `yield` when its next act is due; what it does after that happens then. */
export type Script = AsyncGenerator<Date, void, void>;

/**
 * Plays many scripts on one clock: always the act that is due first, one after the other, so that ticket numbers and
 * audit rows come in the order of the story.
 * @param played told after each act
 * @returns what refused an act: its script ends there, as a customer's story would, and the others go on
 */
export async function play(
  scripts: readonly Script[],
  played: (acts: number) => void = () => {},
): Promise<DomainError[]> {
  const waiting: { at: number; script: Script }[] = [];
  const refused: DomainError[] = [];
  const advance = async (script: Script) => {
    const { done, value } = await script.next().catch((error: unknown) => {
      if (!(error instanceof DomainError)) throw error;
      refused.push(error);
      return { done: true, value: undefined };
    });
    if (done || !value) return;
    const at = value.getTime();
    const before = waiting.findIndex((other) => other.at > at);
    waiting.splice(before < 0 ? waiting.length : before, 0, { at, script });
  };
  for (const script of scripts) await advance(script);
  for (let acts = 1; ; acts++) {
    const next = waiting.shift();
    if (!next) return refused;
    await advance(next.script);
    played(acts);
  }
}
