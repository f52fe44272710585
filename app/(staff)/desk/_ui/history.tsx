"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { exactTime } from "#app/_lib/time.ts";
import { Select } from "#app/_ui/field.tsx";
import { useActions } from "#app/(staff)/_lib/actions/use-actions.ts";
import type { Ticket } from "#app/(staff)/_lib/types.ts";
import { useDesk } from "../_lib/desk-context.tsx";
import { differences, kindsOf, ofKind } from "../_lib/history.ts";
import { useStepWord } from "../_lib/use-step-word.ts";
import { DifferenceLine } from "./difference-line.tsx";
import { FoldSection } from "./fold-section.tsx";

type Entry = Ticket["events"][number];
/** Who changed what, from what to what, for those who ask; of one kind alone if they like. */
export function History({ ticket }: { ticket: Ticket }) {
  const t = useTranslations("desk.history");
  const words = useTranslations("work.history");
  const [open, setOpen] = useState(false);
  const [kind, setKind] = useState("");
  const word = useStepWord();
  useActions({ "ticket.history": ticket.events.length > 0 && (() => setOpen(!open)) });
  if (ticket.events.length === 0) return null;
  const kinds = kindsOf(ticket.events);
  const shown = ofKind(ticket.events, kind);
  return (
    <FoldSection
      title={t("title")}
      action="ticket.history"
      open={open}
      onToggle={() => setOpen(!open)}
      label={open ? t("hide") : t("show", { n: ticket.events.length })}
    >
      {open ? (
        <>
          {kinds.length > 3 ? (
            <Select
              id="history-kind"
              aria-label={words("kind")}
              className="mb-3 h-9! w-auto! text-sm!"
              value={kind}
              onChange={(event) => setKind(event.target.value)}
              options={[
                { value: "", label: words("all") },
                ...kinds.map((type) => ({ value: type, label: word(type) })),
              ]}
            />
          ) : null}
          <ol className="grid gap-2 text-sm">
            {shown.map((event) => (
              <Line key={event.id} event={event} word={word(event.type)} />
            ))}
          </ol>
        </>
      ) : null}
    </FoldSection>
  );
}

function Line({ event, word }: { event: Entry; word: string }) {
  const { locale } = useDesk();
  const t = useTranslations("desk.history");
  const { actorKind: kind } = event;
  const actor = kind === "system" || kind === "customer" ? t(kind) : event.actor;
  return (
    <li className="border-l-2 border-line pl-3">
      <div className="flex flex-wrap justify-between gap-x-3">
        <span>
          {actor} · {word}
        </span>
        <time dateTime={event.at} className="text-xs text-muted tabular">
          {exactTime(new Date(event.at), locale)}
        </time>
      </div>
      {differences(event).map((difference) => (
        <DifferenceLine key={difference.field} difference={difference} />
      ))}
    </li>
  );
}
