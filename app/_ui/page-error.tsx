"use client";

import en from "#app/_lib/i18n/messages/en/error.json" with { type: "json" };
import zh from "#app/_lib/i18n/messages/zh-CN/error.json" with { type: "json" };
import { buttonClass } from "./button.tsx";

/**
 * What a page shows when it failed. Finds its language on the page itself: the server's words may be what failed. Every
 * page carries it, so it uses nothing but itself.
 */
export function PageError({ digest }: { digest?: string | undefined }) {
  const english = typeof document !== "undefined" && document.documentElement.lang === "en";
  const t = english ? en : zh;
  return (
    <main id="main" role="alert" className="mx-auto max-w-xl px-4 py-16 text-center">
      <h1 className="text-xl font-semibold">{t.title}</h1>
      <p className="mt-2 text-muted">{t.body}</p>
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
