"use client";

import { useTranslations } from "next-intl";
import { Card } from "#app/_ui/surface.tsx";
import { CopyButton } from "#app/(staff)/desk/_ui/copy-button.tsx";
import type { Callback } from "../_lib/queries.ts";

/** The request as it came: what a dispute with the gateway, or with an attacker, rests on. */
export function RawCallback({ callback }: { callback: Callback }) {
  const t = useTranslations("callbacks.detail");
  const { method, query, headers, body, bodyEncoding, bodyBytes } = callback;
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return (
    <Card className="grid gap-4 text-sm">
      <h2 className="text-base font-semibold">{t("raw")}</h2>
      <Part title={t("request")} text={query ? `${method} ?${query}` : method} />
      {lines.length > 0 ? <Part title={t("headers")} text={lines.join("\n")} /> : null}
      <Part
        title={t("body", { count: bodyBytes })}
        note={bodyEncoding === "base64" ? t("base64") : null}
        text={bodyBytes === 0 ? t("noBody") : body}
      />
    </Card>
  );
}

const code = "max-h-80 overflow-auto rounded-md bg-sunken p-3 font-mono text-xs break-all whitespace-pre-wrap";

function Part({ title, text, note }: { title: string; text: string; note?: string | null }) {
  return (
    <div className="min-w-0">
      <div className="mb-1 flex items-center justify-between gap-2">
        <h3 className="font-medium">{title}</h3>
        <CopyButton text={text} />
      </div>
      {note ? <p className="mb-1 text-muted">{note}</p> : null}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0} className={code}>
        {text}
      </pre>
    </div>
  );
}
