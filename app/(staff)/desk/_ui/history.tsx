"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { exactTime } from "#app/_lib/time.ts";
import { Select } from "#app/_ui/field.tsx";
import { does } from "#app/(staff)/_lib/actions/does.ts";
import { useActions } from "#app/(staff)/_lib/actions/use-actions.ts";
import type { Ticket } from "#app/(staff)/_lib/types.ts";
import { useDesk } from "../_lib/desk-context.tsx";
import { useFieldText } from "../_lib/use-field-text.ts";
import { Section } from "./ticket-facts.tsx";

type Entry = Ticket["events"][number];
type Difference = { field: string; before: unknown; after: unknown };

/** Ids, of which nobody reads anything. */
const SILENT = /^(messageId|callId|attachmentId|copyId|macroId|mentioned|edited)$/;
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What of a line is to be read: each member that is there before or after. A field of the desk's own stands under its key. */
export function differences({ before, after }: Pick<Entry, "before" | "after">): Difference[] {
  const [old, now] = [isRecord(before) ? before : {}, isRecord(after) ? after : {}];
  const own = now.field ?? old.field;
  if (typeof own === "string") return [{ field: own, before: old.value ?? null, after: now.value ?? null }];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .filter((field) => !SILENT.test(field) && !isRecord(now[field]) && !isRecord(old[field]))
    .map((field) => ({ field, before: old[field], after: now[field] }));
}

/** Who changed what, from what to what, for those who ask; of one kind alone if they like. */
export function History({ ticket }: { ticket: Ticket }) {
  const t = useTranslations("desk.history");
  const words = useTranslations("work.history");
  const [open, setOpen] = useState(false);
  const [kind, setKind] = useState("");
  const word = (type: string): string => {
    const key = `type.${type}`;
    if (words.has(key as "all")) return words(key as "all");
    return t.has(key as "title") ? t(key as "title") : type;
  };
  useActions({ "ticket.history": ticket.events.length > 0 && (() => setOpen(!open)) });
  if (ticket.events.length === 0) return null;
  const kinds = [...new Set(ticket.events.map(({ type }) => type))];
  const shown = ticket.events.filter(({ type }) => kind === "" || type === kind);
  return (
    <Section
      title={t("title")}
      aside={
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          {...does("ticket.history")}
          className="text-sm text-accent-text hover:underline"
        >
          {open ? t("hide") : t("show", { n: ticket.events.length })}
        </button>
      }
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
    </Section>
  );
}

function Line({ event, word }: { event: Entry; word: string }) {
  const words = useTranslations("work.history");
  const { locale } = useDesk();
  const { name, value } = useFieldText();
  return (
    <li className="border-l-2 border-line pl-3">
      <div className="flex flex-wrap justify-between gap-x-3">
        <span>
          {event.actor} · {word}
        </span>
        <time dateTime={event.at} className="text-xs text-muted tabular">
          {exactTime(new Date(event.at), locale)}
        </time>
      </div>
      {differences(event).map(({ field, before, after }) => (
        <p key={field} className="break-words text-muted">
          {name(field)}:{" "}
          {before === undefined ? null : (
            <>
              <span className="sr-only">{words("before")} </span>
              <del>{value(field, before)}</del> <span aria-hidden>→</span>{" "}
            </>
          )}
          {after === undefined ? null : (
            <>
              <span className="sr-only">{words("after")} </span>
              <ins className="text-text no-underline">{value(field, after)}</ins>
            </>
          )}
        </p>
      ))}
    </li>
  );
}
