"use client";

import { useTranslations } from "next-intl";
import { Badge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Banner } from "#app/_ui/surface.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import type { InvitationView } from "#server/auth/schemas.ts";
import { useAct, usePeopleFailure } from "../_lib/queries.ts";

/** Invitations that nobody has taken up yet, those that grew old among them. */
export function Invitations({ invitations }: { invitations: InvitationView[] }) {
  const t = useTranslations("people.invitations");
  const role = useTranslations("staff.role");
  const failure = usePeopleFailure();
  const revoke = useAct((id: string) => trpc.auth.revokeInvitation.mutate({ id }), t("revoked"));
  const waiting = invitations.filter(({ state }) => state === "open" || state === "expired");
  if (waiting.length === 0) return null;
  return (
    <section aria-labelledby="invitations">
      <h2 id="invitations" className="mb-3 text-lg font-semibold">
        {t("title")}
      </h2>
      {revoke.error ? (
        <Banner tone="broken" role="alert" className="mb-3">
          {failure(revoke.error)}
        </Banner>
      ) : null}
      <ul className="divide-y divide-line rounded-md border border-line bg-surface">
        {waiting.map((each) => (
          <li key={each.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3">
            <div className="min-w-0">
              <p className="flex flex-wrap items-center gap-2">
                <span className="font-medium break-all">{each.email}</span>
                <Badge>{role(each.role)}</Badge>
                {each.state === "expired" ? <Badge tone="wait">{t("expired")}</Badge> : null}
              </p>
              <p className="text-sm text-muted">
                {t("by", { name: each.invitedBy })} · {t("until")} <RelativeTime at={each.expiresAt} exact />
              </p>
            </div>
            <Button
              type="button"
              variant="secondary"
              size="compact"
              disabled={revoke.isPending}
              aria-label={t("revokeOf", { email: each.email })}
              onClick={() => revoke.mutate(each.id)}
            >
              {t("revoke")}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
