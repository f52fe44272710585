"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Badge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Banner, Card } from "#app/_ui/surface.tsx";
import type { OwnSecurity } from "#server/auth/schemas.ts";
import { deviceOf } from "../../../_lib/device.ts";
import { trpc } from "../../../_lib/trpc.ts";
import { useFailureText } from "../../../_lib/use-failure-text.ts";

type Session = OwnSecurity["sessions"][number];

/** Where one is signed in; each session can be ended, and all others at once. */
export function Sessions({ first }: { first: Session[] }) {
  const t = useTranslations("security.sessions");
  const failureText = useFailureText();
  const [sessions, setSessions] = useState(first);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();

  async function act(work: () => Promise<unknown>) {
    setBusy(true);
    setProblem(undefined);
    try {
      await work();
    } catch (error) {
      setProblem(failureText(error));
    }
    // Shown is what there is, also after a failure that was only the answer lost.
    await trpc.auth.security.query().then(
      (mine) => setSessions(mine.sessions),
      () => undefined,
    );
    setBusy(false);
  }

  return (
    <Card aria-labelledby="sessions">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 id="sessions" className="text-lg font-semibold">
          {t("title")}
        </h2>
        {sessions.length > 1 ? (
          <Button
            type="button"
            variant="secondary"
            size="compact"
            disabled={busy}
            onClick={() => void act(() => trpc.auth.revokeOtherSessions.mutate())}
          >
            {t("endOthers")}
          </Button>
        ) : null}
      </div>
      <p className="mt-1 text-sm text-muted">{t("intro")}</p>
      {problem ? (
        <Banner tone="broken" role="alert" className="mt-3">
          {problem}
        </Banner>
      ) : null}
      <ul className="mt-3 divide-y divide-line">
        {sessions.map((session) => (
          <li key={session.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-3">
            <div className="min-w-0">
              <p className="flex flex-wrap items-center gap-2 font-medium">
                {deviceOf(session) ?? t("unknown")}
                {session.current ? <Badge tone="accent">{t("current")}</Badge> : null}
              </p>
              <p className="text-sm break-words text-muted">
                {session.address ? `${session.address} · ` : ""}
                <RelativeTime at={session.beganAt} /> · {t("until")} <RelativeTime at={session.endsAt} exact />
              </p>
            </div>
            {session.current ? null : (
              <Button
                type="button"
                variant="secondary"
                size="compact"
                disabled={busy}
                aria-label={t("endOf", { device: deviceOf(session) ?? t("unknown") })}
                onClick={() => void act(() => trpc.auth.revokeSession.mutate({ id: session.id }))}
              >
                {t("end")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
