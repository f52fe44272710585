"use client";

import { type FormEvent, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Field, Input, Textarea } from "#app/_ui/field.tsx";
import { Banner } from "#app/_ui/surface.tsx";
import { canCheck, load, type Shown, saying } from "./script.ts";

type Words = Record<
  | "note"
  | "noteHint"
  | "key"
  | "keyHint"
  | "optional"
  | "go"
  | "wait"
  | "holds"
  | "holdsMore"
  | "same"
  | "fails"
  | "failsMore"
  | "shorter"
  | "unknown"
  | "offline"
  | "old",
  string
>;

/** Holds a head that the visitor kept against the log of now: the proof is fetched, and checked here. */
export function CheckHead({ vkeys, words }: { vkeys: readonly string[]; words: Words }) {
  const [shown, setShown] = useState<Shown>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const own = String(form.get("key")).trim();
    setShown({ tone: "wait", title: words.wait });
    setShown(await judge(String(form.get("note")), { held: own ? [own] : vkeys, ours: vkeys }, words));
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <Field id="held" label={words.note} hint={words.noteHint}>
        <Textarea
          id="held"
          name="note"
          required
          rows={5}
          hint={words.noteHint}
          spellCheck={false}
          className="font-mono text-sm"
        />
      </Field>
      <Field id="held-key" label={words.key} hint={words.keyHint} optional={words.optional}>
        <Input
          id="held-key"
          name="key"
          hint={words.keyHint}
          autoComplete="off"
          spellCheck={false}
          className="font-mono"
        />
      </Field>
      <Button className="justify-self-start">{words.go}</Button>
      <div aria-live="polite">
        {shown ? (
          <Banner tone={shown.tone} title={shown.title}>
            {shown.more}
          </Banner>
        ) : null}
      </div>
    </form>
  );
}

async function get<T>(path: string): Promise<T> {
  const answer = await fetch(`/api/v1/evidence/${path}`);
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  return (await answer.json()) as T;
}

/** What is pasted loses its last line end, or the spaces before its lines. */
const tidy = (text: string) => `${text.trim().replace(/[ \t]*\r?\n[ \t]*/g, "\n")}\n`;

type Keys = { held: readonly string[]; ours: readonly string[] };
async function judge(pasted: string, keys: Keys, words: Words): Promise<Shown> {
  if (!(await canCheck())) return { tone: "wait", title: words.old };
  const { checkConsistency, openByAny } = await load("head");
  const note = tidy(pasted);
  if (!/\n\n— /.test(note)) return { tone: "wait", title: words.unknown };
  const fails = (more: string): Shown => ({ tone: "broken", title: words.fails, more });
  const held = await openByAny(note, keys.held).catch((error: unknown) => saying(error));
  if (typeof held === "string") return fails(`${words.failsMore} (${held})`);
  let newest: { note: string; size: number };
  let proof: string[] = [];
  try {
    newest = await get("checkpoint");
    if (held.size > newest.size) return fails(words.shorter);
    if (held.size > 0 && held.size < newest.size) {
      ({ proof } = await get<{ proof: string[] }>(`consistency?from=${held.size}&to=${newest.size}`));
    }
  } catch {
    return { tone: "wait", title: words.offline };
  }
  try {
    const { from } = await checkConsistency(note, newest.note, proof, [...keys.held, ...keys.ours]);
    if (from === newest.size) return { tone: "ok", title: words.holds, more: words.same };
    const more = words.holdsMore.replace("{from}", String(from)).replace("{to}", String(newest.size));
    return { tone: "ok", title: words.holds, more };
  } catch (error) {
    return fails(`${words.failsMore} (${saying(error)})`);
  }
}
