"use client";

import { type ChangeEvent, type DragEvent, useState } from "react";
import { cx } from "#app/_ui/cx.ts";
import { Banner } from "#app/_ui/surface.tsx";
import { canCheck, load, type Shown, saying } from "./script.ts";

type Words = Record<
  "lead" | "choose" | "drop" | "wait" | "holds" | "holdsMore" | "fails" | "failsMore" | "unknown" | "old" | "noKey",
  string
>;

const MAX_BYTES = 10_000_000;

/** Checks a receipt's file in this browser. Nothing of it is sent anywhere. */
export function CheckReceipt({ vkeys, words }: { vkeys: readonly string[]; words: Words }) {
  const [shown, setShown] = useState<Shown>(null);
  const [over, setOver] = useState(false);
  const none = vkeys.length === 0;
  const check = async (file: File | undefined) => {
    if (!file || none) return;
    setShown({ tone: "wait", title: words.wait });
    setShown(await judge(file, vkeys, words));
  };
  const choose = async (event: ChangeEvent<HTMLInputElement>) => {
    const input = event.currentTarget;
    await check(input.files?.[0]);
    // So that the same file can be chosen again once it was mended.
    input.value = "";
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    return check(event.dataTransfer.files[0]);
  };
  const drag = (event: DragEvent) => {
    event.preventDefault();
    setOver(event.type !== "dragleave");
  };
  return (
    <>
      <p className="mb-3 max-w-prose text-muted">{none ? words.noKey : words.lead}</p>
      <label
        onDragEnter={drag}
        onDragOver={drag}
        onDragLeave={drag}
        onDrop={drop}
        className={cx(
          "block rounded-lg border border-dashed p-4 transition-colors sm:p-6",
          over ? "border-accent bg-accent-soft" : "border-line-strong bg-surface",
        )}
      >
        <span className="mb-1 block font-medium">{words.choose}</span>
        <span className="mb-3 block text-sm text-muted">{words.drop}</span>
        <input
          type="file"
          accept="application/json,.json"
          disabled={none}
          onChange={choose}
          className="block w-full min-h-11 rounded-md border border-line-strong bg-surface p-2 file:mr-3 file:min-h-9 file:rounded-sm file:border-0 file:bg-sunken file:px-3 file:text-text"
        />
      </label>
      <div aria-live="polite">
        {shown ? (
          <Banner tone={shown.tone} className="mt-4" title={shown.title}>
            {shown.more}
          </Banner>
        ) : null}
      </div>
    </>
  );
}

async function judge(file: File, vkeys: readonly string[], words: Words): Promise<Shown> {
  if (!(await canCheck())) return { tone: "wait", title: words.old };
  if (file.size > MAX_BYTES) return { tone: "wait", title: words.unknown };
  const receipt = await file
    .text()
    .then((text) => JSON.parse(text) as { format?: unknown; vkey?: unknown })
    .catch(() => null);
  if (receipt?.format !== "daozhang-receipt@1") return { tone: "wait", title: words.unknown };
  // A receipt of before the key was changed is signed by the key of then. One that names a key that is none of ours is not taken.
  const vkey = vkeys.find((key) => key === receipt.vkey) ?? vkeys[0] ?? "";
  try {
    const { orderNo, entries } = await (await load("receipt")).checkReceipt(receipt, vkey);
    const more = words.holdsMore.replace("{order}", orderNo).replace("{count}", String(entries));
    return { tone: "ok", title: words.holds, more };
  } catch (error) {
    return { tone: "broken", title: words.fails, more: `${words.failsMore} (${saying(error)})` };
  }
}
