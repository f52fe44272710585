"use client";

import { useMutation } from "@tanstack/react-query";
import { Download, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { StateBadge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Field, Input } from "#app/_ui/field.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Banner, Spinner } from "#app/_ui/surface.tsx";
import type { Erasure } from "#server/customers/schemas.ts";
import { saveExport } from "../_lib/save-export.ts";
import { EraseDialog } from "./erase-dialog.tsx";

/** One customer by their number: give out what is kept, or erase it; and who was erased before. */
export function CustomerData({ erasures: first, customerId }: { erasures: Erasure[]; customerId: string }) {
  const t = useTranslations("privacy.customer");
  const [id, setId] = useState(customerId);
  const [asking, setAsking] = useState(false);
  const [erasures, setErasures] = useState(first);
  const give = useMutation({ mutationFn: () => saveExport(id.trim()) });
  const known = id.trim() !== "";
  const done = (erasure: Erasure) => {
    setErasures([erasure, ...erasures.filter((each) => each.id !== erasure.id)]);
    setAsking(false);
  };
  return (
    <section aria-labelledby="customer-data">
      <h2 id="customer-data" className="text-xl font-semibold">
        {t("title")}
      </h2>
      <p className="mt-1 max-w-prose text-muted">{t("intro")}</p>
      <div className="mt-4 grid gap-4">
        <Field id="customer-id" label={t("id")}>
          <Input
            id="customer-id"
            autoComplete="off"
            className="max-w-sm"
            maxLength={128}
            value={id}
            onChange={(event) => {
              setId(event.target.value);
              give.reset();
            }}
          />
        </Field>
        {give.error ? (
          <Banner tone="broken" role="alert">
            {give.error.message === "CUSTOMER_NOT_FOUND" ? t("unknown") : t("giveFailed")}
          </Banner>
        ) : null}
        <div className="flex flex-wrap gap-3">
          <Button
            type="button"
            variant="secondary"
            disabled={!known || give.isPending}
            icon={give.isPending ? <Spinner /> : <Download aria-hidden className="size-4" />}
            onClick={() => give.mutate()}
          >
            {t("give")}
          </Button>
          <Button
            type="button"
            variant="danger"
            disabled={!known}
            icon={<Trash2 aria-hidden className="size-4" />}
            onClick={() => setAsking(true)}
          >
            {t("erase")}
          </Button>
        </div>
        <EraseDialog key={id} customerId={id.trim()} open={asking} onOpenChange={setAsking} onDone={done} />
        <Erased erasures={erasures} />
      </div>
    </section>
  );
}

function Erased({ erasures }: { erasures: Erasure[] }) {
  const t = useTranslations("privacy.customer");
  if (erasures.length === 0) return null;
  return (
    <div>
      <h3 className="font-medium">{t("erased")}</h3>
      <ul className="mt-2 divide-y divide-line rounded-md border border-line bg-surface text-sm">
        {erasures.map((each) => (
          <li key={each.id} className="grid gap-0.5 px-4 py-3">
            <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <span className="font-medium break-all tabular">{each.customerId}</span>
              <StateBadge tone={each.state === "done" ? "ok" : "wait"}>{t(`state.${each.state}`)}</StateBadge>
              <span className="ml-auto text-faint tabular">
                <RelativeTime at={each.finishedAt ?? each.startedAt} />
              </span>
            </p>
            <p className="break-words text-muted">{t("why", { name: each.requestedBy, reason: each.reason })}</p>
          </li>
        ))}
      </ul>
    </div>
  );
}
