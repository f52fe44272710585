"use client";

import { useEffect, useState } from "react";
import en from "#app/_lib/i18n/messages/en/error.json" with { type: "json" };
import zh from "#app/_lib/i18n/messages/zh-CN/error.json" with { type: "json" };
import { readTrouble, type Trouble } from "#app/_lib/trouble.ts";
import { buttonClass } from "./button.tsx";

const ASK_TIMEOUT_MS = 4_000;

/** What is wrong with the machine just now, by its own word: an error's own text never leaves the server. */
async function askTrouble(): Promise<Trouble | undefined> {
  try {
    const answer = await fetch("/api/ready", { cache: "no-store", signal: AbortSignal.timeout(ASK_TIMEOUT_MS) });
    return readTrouble(((await answer.json()) as { trouble?: unknown }).trouble);
  } catch {
    return undefined;
  }
}

/**
 * What a page shows when it failed, and what of it is the machine's own. Finds its language on the page itself: the server's words may be what failed. Every
 * page carries it, so it uses nothing but itself.
 */
export function PageError({ digest }: { digest?: string | undefined }) {
  const english = typeof document !== "undefined" && document.documentElement.lang === "en";
  const t = english ? en : zh;
  const [trouble, setTrouble] = useState<Trouble>();
  useEffect(() => void askTrouble().then(setTrouble), []);
  const { title, body } = trouble ? t.trouble[trouble] : t;
  return (
    <main id="main" role="alert" className="mx-auto max-w-xl px-4 py-16 text-center">
      <h1 className="text-xl font-semibold">{title}</h1>
      <p className="mt-2 text-muted">{body}</p>
      {digest ? (
        <p className="mt-2 text-sm text-faint">
          {t.reference} {digest}
        </p>
      ) : null}
      <p className="mt-6 flex flex-wrap justify-center gap-3">
        <button type="button" className={buttonClass()} onClick={() => window.location.reload()}>
          {t.retry}
        </button>
        <a href="/" className={buttonClass("secondary")}>
          {t.home}
        </a>
      </p>
    </main>
  );
}
