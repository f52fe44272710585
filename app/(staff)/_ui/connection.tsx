"use client";

import { CircleHelp, Phone } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import type { Tone } from "#app/_ui/badge.tsx";
import { LinkButton } from "#app/_ui/button.tsx";
import { cx } from "#app/_ui/cx.ts";
import { Banner } from "#app/_ui/surface.tsx";
import { type LiveState, useLiveState } from "#app/(staff)/_lib/use-live.ts";

const tones: Record<LiveState, Tone> = {
  connecting: "unknown",
  live: "ok",
  reconnecting: "wait",
  polling: "wait",
  ended: "broken",
};
const dots: Partial<Record<Tone, string>> = {
  ok: "bg-ok",
  wait: "bg-wait",
  broken: "bg-broken",
  unknown: "bg-unknown",
};

/** Whether what is on the screen keeps itself fresh. On pages that scroll as a whole it is a quiet line (`flat`), in consoles a bar. */
export function Connection({ onHelp, flat = false }: { onHelp?: () => void; flat?: boolean }) {
  const t = useTranslations("desk.live");
  const places = useTranslations("staff.nav");
  const state = useLiveState();
  return (
    <div
      className={cx(
        "flex items-center justify-between gap-2 text-xs text-muted",
        flat ? "" : "border-t border-line bg-surface px-3 py-1.5",
      )}
    >
      <span role="status" data-live={state} className="inline-flex items-center gap-1.5">
        <span aria-hidden className={cx("size-2 rounded-full", dots[tones[state]])} />
        {t(state)}
      </span>
      {onHelp ? (
        <span className="flex items-center gap-4">
          <Link href="/desk/calls" prefetch={false} className="inline-flex min-h-6 items-center gap-1 hover:text-text">
            <Phone aria-hidden className="size-3.5" />
            {places("calls")}
          </Link>
          <button
            type="button"
            onClick={onHelp}
            className="hidden min-h-6 items-center gap-1 hover:text-text lg:inline-flex"
          >
            <CircleHelp aria-hidden className="size-3.5" />
            {t("keys")}
          </button>
        </span>
      ) : null}
    </div>
  );
}

/** Said when the session is over: nothing typed is lost by signing in again. */
export function SessionEnded() {
  const t = useTranslations("desk.live");
  const state = useLiveState();
  const pathname = usePathname();
  if (state !== "ended") return null;
  return (
    <Banner tone="broken" role="alert" title={t("endedTitle")} className="m-3">
      <p className="mb-2">{t("endedBody")}</p>
      <LinkButton size="compact" variant="primary" href={`/staff/sign-in?next=${encodeURIComponent(pathname)}`}>
        {t("signIn")}
      </LinkButton>
    </Banner>
  );
}
