"use client";

import { type ChangeEvent, useState } from "react";
import { Banner } from "#app/_ui/surface.tsx";

type Words = Record<
  "lead" | "choose" | "wait" | "holds" | "holdsMore" | "fails" | "failsMore" | "unknown" | "old" | "noKey",
  string
>;
type Shown = { tone: "ok" | "broken" | "wait"; title: string; more?: string } | null;
type Script = {
  checkReceipt(
    receipt: unknown,
    vkey: string,
  ): Promise<{ origin: string; size: number; orderNo: string; entries: number }>;
};

const MAX_BYTES = 10_000_000;
/** The very script that people may download: one set of rules, wherever a receipt is checked. */
const SCRIPT = "/evidence/verify.mjs";

/** Ed25519 came to browsers' WebCrypto late, and WebCrypto is for secure pages alone. */
async function canCheck(): Promise<boolean> {
  try {
    await crypto.subtle.importKey("raw", new Uint8Array(32), "Ed25519", false, ["verify"]);
    return true;
  } catch {
    return false;
  }
}

/** Checks a receipt's file in this browser. Nothing of it is sent anywhere. */
export function CheckReceipt({ vkey, words }: { vkey: string | null; words: Words }) {
  const [shown, setShown] = useState<Shown>(null);
  const check = async (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0];
    if (!file || !vkey) return;
    setShown({ tone: "wait", title: words.wait });
    setShown(await judge(file, vkey, words));
  };
  return (
    <>
      <p className="mb-3 max-w-prose text-muted">{vkey ? words.lead : words.noKey}</p>
      <label className="block">
        <span className="mb-1.5 block font-medium">{words.choose}</span>
        <input
          type="file"
          accept="application/json,.json"
          disabled={!vkey}
          onChange={check}
          className="block w-full min-h-11 rounded-md border border-line-strong bg-surface p-2 file:mr-3 file:min-h-9 file:rounded-sm file:border-0 file:bg-sunken file:px-3"
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

async function judge(file: File, vkey: string, words: Words): Promise<Shown> {
  if (!(await canCheck())) return { tone: "wait", title: words.old };
  if (file.size > MAX_BYTES) return { tone: "wait", title: words.unknown };
  const receipt = await file
    .text()
    .then((text) => JSON.parse(text) as { format?: unknown })
    .catch(() => null);
  if (receipt?.format !== "daozhang-receipt@1") return { tone: "wait", title: words.unknown };
  try {
    const { checkReceipt } = (await import(/* turbopackIgnore: true */ /* webpackIgnore: true */ SCRIPT)) as Script;
    const { orderNo, entries } = await checkReceipt(receipt, vkey);
    const more = words.holdsMore.replace("{order}", orderNo).replace("{count}", String(entries));
    return { tone: "ok", title: words.holds, more };
  } catch (error) {
    return {
      tone: "broken",
      title: words.fails,
      more: `${words.failsMore} (${error instanceof Error ? error.message : ""})`,
    };
  }
}
