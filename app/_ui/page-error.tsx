"use client";

import en from "#app/_lib/i18n/messages/en/error.json" with { type: "json" };
import zh from "#app/_lib/i18n/messages/zh-CN/error.json" with { type: "json" };
import { Button, LinkButton } from "./button.tsx";
import { ErrorState } from "./surface.tsx";

/** What a page shows when it failed. Finds its language on the page itself: the server's words may be what failed. */
export function PageError({ digest, retry }: { digest?: string | undefined; retry: () => void }) {
  const english = typeof document !== "undefined" && document.documentElement.lang === "en";
  const t = english ? en : zh;
  return (
    <main id="main" className="mx-auto max-w-3xl px-4 py-12">
      <h1 className="sr-only">{t.title}</h1>
      <ErrorState
        title={t.title}
        action={
          <>
            <Button type="button" onClick={retry}>
              {t.retry}
            </Button>
            <LinkButton href="/">{t.home}</LinkButton>
          </>
        }
      >
        {t.body}
        {digest ? (
          <span className="mt-2 block text-sm text-faint">
            {t.reference} {digest}
          </span>
        ) : null}
      </ErrorState>
    </main>
  );
}
