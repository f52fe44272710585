"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { StateBadge, type Tone } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Banner } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import type { PolicyState, PolicyView } from "#server/sla/schemas.ts";
import { useSlaFailure } from "../_lib/failure.ts";

const tones: Record<PolicyState, Tone> = { active: "ok", draft: "wait", retired: "neutral" };
type Props = {
  policies: PolicyView[];
  /** The version that the form begins from. */
  base: string;
  mayWrite: boolean;
  onBase: (policy: PolicyView) => void;
};

/** Every version there was, newest first: which holds, and which to put in force or to begin from. */
export function Versions({ policies, base, mayWrite, onBase }: Props) {
  const t = useTranslations("sla");
  const failure = useSlaFailure();
  const queries = useQueryClient();
  const activate = useMutation({
    mutationFn: (version: string) => trpc.sla.activate.mutate({ version }),
    onSuccess: () => {
      toast.ok(t("activated"));
      void queries.invalidateQueries({ queryKey: ["sla"] });
    },
  });
  return (
    <section aria-labelledby="versions-title" className="grid gap-3">
      <h2 id="versions-title" className="text-xl font-semibold">
        {t("versions")}
      </h2>
      {activate.error ? (
        <Banner tone="broken" role="alert" title={t("failedActivate")}>
          {failure(activate.error)}
        </Banner>
      ) : null}
      <ul className="divide-y divide-line rounded-md border border-line bg-surface">
        {policies.map((policy) => (
          <li key={policy.version} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
            <div className="min-w-0 grow">
              <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
                <span className="font-medium break-words">{policy.name || t("builtIn")}</span>
                <StateBadge tone={tones[policy.state]}>{t(`state.${policy.state}`)}</StateBadge>
                <span className="text-sm text-faint tabular">{policy.version}</span>
              </p>
              {policy.createdAt && policy.createdBy ? (
                <p className="text-sm text-muted tabular">
                  {t.rich("by", {
                    name: policy.createdBy,
                    time: () => <RelativeTime at={policy.createdAt as string} exact />,
                  })}
                </p>
              ) : null}
            </div>
            {base === policy.version ? null : (
              <Button type="button" size="compact" variant="ghost" onClick={() => onBase(policy)}>
                {t("base")}
              </Button>
            )}
            {mayWrite && policy.state !== "active" ? (
              <Button
                type="button"
                size="compact"
                variant="secondary"
                disabled={activate.isPending}
                onClick={() => activate.mutate(policy.version)}
              >
                {t("activate")}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}
