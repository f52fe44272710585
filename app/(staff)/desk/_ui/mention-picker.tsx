"use client";

import { useQuery } from "@tanstack/react-query";
import { AtSign, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { queries } from "#app/(staff)/_lib/queries.ts";
import { useDesk } from "../_lib/desk-context.tsx";
import { MENTIONS_ID, mentionId } from "../_lib/use-mention.ts";

type Person = { id: string; name: string };
type ListProps = { found: readonly Person[]; chosen: Person | undefined; onChoose: (person: Person) => void };

/** The names that fit what is typed after an @. The field keeps the focus. */
export function MentionList({ found, chosen, onChoose }: ListProps) {
  const t = useTranslations("work.mention");
  if (found.length === 0) return null;
  return (
    <div
      id={MENTIONS_ID}
      role="listbox"
      aria-label={t("add")}
      className="mt-1 grid rounded-md border border-line bg-surface p-1"
    >
      {found.map((person) => (
        <div
          key={person.id}
          id={mentionId(person.id)}
          role="option"
          tabIndex={-1}
          aria-selected={person.id === chosen?.id}
          onMouseDown={(event) => {
            event.preventDefault();
            onChoose(person);
          }}
          className="flex min-h-8 cursor-pointer items-center rounded-md px-2 text-sm aria-selected:bg-accent-soft"
        >
          {person.name}
        </div>
      ))}
    </div>
  );
}

type Props = { called: readonly string[]; onCalled: (people: string[]) => void };

/** Colleagues whom a note calls. They are told, and follow the ticket from then on. */
export function MentionPicker({ called, onCalled }: Props) {
  const t = useTranslations("work.mention");
  const { me } = useDesk();
  const people = (useQuery(queries.staff()).data ?? []).filter(({ id }) => id !== me.id);
  const nameOf = (id: string) => people.find((person) => person.id === id)?.name ?? id;
  return (
    <div className="mt-2 flex flex-wrap items-center gap-2 text-sm">
      {called.map((id) => (
        <span key={id} className="inline-flex items-center gap-1 rounded-md bg-accent-soft px-2 py-0.5">
          @{nameOf(id)}
          <button
            type="button"
            aria-label={t("remove", { name: nameOf(id) })}
            onClick={() => onCalled(called.filter((one) => one !== id))}
            className="inline-flex size-6 items-center justify-center rounded-md hover:bg-sunken"
          >
            <X aria-hidden className="size-3.5" />
          </button>
        </span>
      ))}
      <label className="inline-flex items-center gap-1 text-muted">
        <AtSign aria-hidden className="size-4" />
        <span className="sr-only">{t("add")}</span>
        <select
          id="desk-mention"
          value=""
          onChange={(event) => {
            if (event.target.value !== "") onCalled([...called, event.target.value]);
          }}
          className="h-8 rounded-md border border-line bg-surface px-2 text-sm text-text"
        >
          <option value="">{t("add")}</option>
          {people
            .filter(({ id }) => !called.includes(id))
            .map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
        </select>
      </label>
    </div>
  );
}
