"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Badge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Skeleton } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { useDesk } from "#app/(staff)/desk/_lib/desk-context.tsx";
import { workQueries } from "#app/(staff)/desk/_lib/work-queries.ts";
import { ActionList } from "#app/(staff)/desk/_ui/macro-dialog.tsx";
import type { Macro } from "#server/tickets/schemas.ts";
import { MacroForm } from "./macro-form.tsx";

type Props = { mayShare: boolean; mayWrite: boolean };
const NEW = "new";

/** All macros that one may use; one at a time is open to be changed. */
export function Macros({ mayShare, mayWrite }: Props) {
  const t = useTranslations("work.macros");
  const failure = useFailureText();
  const client = useQueryClient();
  const { locale } = useDesk();
  const list = useQuery(workQueries.macros());
  const [open, setOpen] = useState<string | null>(null);
  const again = () => void client.invalidateQueries({ queryKey: ["macros"] });
  const done = () => {
    setOpen(null);
    again();
  };
  const remove = useMutation({
    mutationFn: (id: string) => trpc.macros.remove.mutate({ id }),
    onSuccess: () => void toast.ok(t("removed")),
    onError: (error) => void toast.error(failure(error)),
    onSettled: again,
  });
  if (!list.data) return <Skeleton className="h-60" />;
  const mayChange = (macro: Macro) => mayWrite && (!macro.shared || mayShare);
  return (
    <div className="grid gap-4">
      {mayWrite && open !== NEW ? (
        <div>
          <Button type="button" onClick={() => setOpen(NEW)}>
            {t("new")}
          </Button>
        </div>
      ) : null}
      {open === NEW ? (
        <div className="rounded-md border border-line bg-surface p-4">
          <h2 className="mb-4 text-lg font-semibold">{t("new")}</h2>
          <MacroForm macro={null} mayShare={mayShare} onDone={done} onCancel={() => setOpen(null)} />
        </div>
      ) : null}
      {list.data.items.length === 0 && open !== NEW ? <p className="text-muted">{t("none")}</p> : null}
      <ul className="grid gap-3">
        {list.data.items.map((macro) => (
          <li key={macro.id} className="rounded-md border border-line bg-surface p-4">
            <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
              <h2 className="min-w-0 grow basis-52 font-semibold break-words">{macro.name[locale]}</h2>
              <Badge tone={macro.shared ? "accent" : "neutral"}>{macro.shared ? t("all") : t("own")}</Badge>
              {macro.visibility === "internal" ? <Badge tone="wait">{t("internal")}</Badge> : null}
              <span className="text-sm text-muted">{t("uses", { n: macro.uses })}</span>
            </div>
            {open === macro.id ? (
              <div className="mt-4">
                <MacroForm macro={macro} mayShare={mayShare} onDone={done} onCancel={() => setOpen(null)} />
              </div>
            ) : (
              <>
                <p className="mt-2 line-clamp-3 break-words whitespace-pre-wrap text-muted">{macro.body[locale]}</p>
                <div className="mt-2">
                  <ActionList actions={macro.actions} />
                </div>
                {mayChange(macro) ? (
                  <div className="mt-3 flex flex-wrap gap-2">
                    <Button
                      type="button"
                      size="compact"
                      variant="secondary"
                      aria-label={t("edit", { name: macro.name[locale] })}
                      onClick={() => setOpen(macro.id)}
                    >
                      {t("edit", { name: "" }).trim()}
                    </Button>
                    <Button
                      type="button"
                      size="compact"
                      variant="ghost"
                      disabled={remove.isPending}
                      onClick={() => remove.mutate(macro.id)}
                    >
                      {t("remove")}
                    </Button>
                  </div>
                ) : null}
              </>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
