"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronDown, ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { StateBadge, type Tone } from "#app/_ui/badge.tsx";
import { Skeleton } from "#app/_ui/surface.tsx";
import { queries } from "#app/(staff)/_lib/queries.ts";
import type { ProofCheck, Ticket } from "#app/(staff)/_lib/types.ts";
import type { Attachment } from "#server/tickets/schemas.ts";
import { ProofFlags } from "./proof-flags.tsx";
import { ProofTable } from "./proof-table.tsx";
import { Section } from "./ticket-facts.tsx";

const tones: Record<ProofCheck["overall"], Tone> = { agrees: "ok", differs: "broken", unclear: "unknown" };

/** What a ticket's screenshots say beside what gateway and platform say. A pointer for the agent; nothing follows from it by itself. */
export function ProofChecks({ ticket }: { ticket: Ticket }) {
  const t = useTranslations("proofs");
  const pictures = ticket.attachments.filter((file) => file.mediaType.startsWith("image/"));
  const state = pictures.map((file) => `${file.id}${file.extracted ? "+" : ""}`).join();
  const checks = useQuery({
    ...queries.proofs(ticket.number, ticket.orderNo ?? ticket.claimedOrderNo, state),
    enabled: pictures.length > 0,
  });
  if (pictures.length === 0) return null;
  return (
    <Section title={t("title")}>
      <p className="mb-3 text-xs text-muted">{t("pointer")}</p>
      {checks.isPending ? <Skeleton className="h-24" /> : null}
      {checks.isError ? <p className="text-sm text-muted">{t("failed")}</p> : null}
      <ul className="grid gap-3">
        {checks.data?.map((check) => {
          const file = pictures.find(({ id }) => id === check.attachmentId);
          return file && check.state !== null ? <Check key={file.id} check={check} file={file} /> : null;
        })}
      </ul>
    </Section>
  );
}

function Check({ check, file }: { check: ProofCheck; file: Attachment }) {
  const t = useTranslations("proofs");
  const common = useTranslations("common");
  // What agrees needs no look; what does not is open at once.
  const [open, setOpen] = useState(check.overall === "differs" || check.flags.length > 0);
  const tableId = useId();
  const name = `${common(`attachmentKind.${file.kind}`)} ${file.name}`;
  const Arrow = open ? ChevronDown : ChevronRight;
  return (
    <li className="rounded-md border border-line p-3">
      <div className="flex gap-3">
        {/* biome-ignore lint/performance/noImgElement: private files behind a permission, not for an image cache */}
        <img
          src={`/api/attachments/${file.id}`}
          alt=""
          loading="lazy"
          className="h-16 w-12 shrink-0 rounded-sm border border-line bg-sunken object-cover object-top"
        />
        <div className="grid min-w-0 flex-1 content-start gap-1.5">
          <p className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
            <span className="min-w-0 truncate text-sm font-medium" title={file.name}>
              {name}
            </span>
            {check.state === "read" ? (
              <StateBadge tone={tones[check.overall]}>{t(`overall.${check.overall}`)}</StateBadge>
            ) : null}
          </p>
          {check.state !== "read" && check.state !== null ? (
            <p className="text-sm text-muted">{t(`state.${check.state}`)}</p>
          ) : null}
          {check.state === "read" ? (
            <p className="flex flex-wrap items-center justify-between gap-x-3 text-xs text-muted">
              <span className="break-all">
                {check.orderNo === null ? t("noOrder") : t("compared", { orderNo: check.orderNo })}
              </span>
              <button
                type="button"
                aria-expanded={open}
                aria-controls={tableId}
                onClick={() => setOpen(!open)}
                className="inline-flex min-h-8 items-center gap-1 text-accent-text hover:underline"
              >
                <Arrow aria-hidden className="size-3.5" />
                {t(open ? "hide" : "show")}
              </button>
            </p>
          ) : null}
          <ProofFlags flags={check.flags} />
        </div>
      </div>
      <div id={tableId} hidden={!open || check.state !== "read"} className="mt-3">
        {open && check.state === "read" ? <ProofTable check={check} name={name} /> : null}
      </div>
    </li>
  );
}
