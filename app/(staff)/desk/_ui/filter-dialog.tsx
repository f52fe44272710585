"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Dialog } from "#app/_ui/dialog.tsx";
import { Field, Input, Select } from "#app/_ui/field.tsx";
import { queries } from "#app/(staff)/_lib/queries.ts";
import { causeCodes } from "#server/diagnosis/schemas.ts";
import { dueStates, ticketPriorities, ticketStatuses, type ViewFilter } from "#server/tickets/schemas.ts";
import { useDesk } from "../_lib/desk-context.tsx";
import { fenOfYuan, yuanOfFen } from "../_lib/yuan.ts";

type Props = { filter: ViewFilter; onFilter: (filter: ViewFilter) => void };
const flags = ["asleep", "stuck", "unanswered", "reopened", "escalated", "followed", "called"] as const;
const small = "h-9! text-sm!";

type FormProps = Props & { open: boolean; onOpenChange: (open: boolean) => void };

/** Narrows the list by anything a ticket has. */
export function FilterDialog({ open, onOpenChange, filter, onFilter }: FormProps) {
  const t = useTranslations("views.filter");
  const common = useTranslations("common");
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t("title")} closeLabel={common("close")} wide>
      {open ? (
        <FilterForm
          filter={filter}
          onFilter={(next) => {
            onFilter(next);
            onOpenChange(false);
          }}
        />
      ) : null}
    </Dialog>
  );
}

const dayStart = (day: FormDataEntryValue | null) =>
  day ? new Date(`${String(day)}T00:00:00+08:00`).toISOString() : undefined;
const dayOf = (iso: string | undefined) =>
  iso ? new Date(Date.parse(iso) + 8 * 3_600_000).toISOString().slice(0, 10) : "";

function read(form: FormData): ViewFilter {
  const text = (name: string) => String(form.get(name) ?? "").trim() || undefined;
  const one = (name: string) => (text(name) === undefined ? undefined : [text(name)]);
  const words = (name: string) =>
    text(name)
      ?.split(/[,，\s]+/)
      .filter(Boolean);
  const fen = (name: string) => fenOfYuan(text(name) ?? "") ?? undefined;
  const flag = (name: string) => (text(name) === undefined ? undefined : text(name) === "yes");
  const all = {
    ...{ status: one("status"), priority: one("priority"), assignee: one("assignee"), cause: one("cause") },
    ...{ due: one("due"), channel: words("channel"), tags: words("tags"), queue: words("queue") },
    ...{ amountFrom: fen("amountFrom"), amountTo: fen("amountTo"), orderNo: text("orderNo") },
    ...{ rated: text("rated"), customerId: text("customerId"), openedFrom: dayStart(form.get("openedFrom")) },
    ...{ openedTo: dayStart(form.get("openedTo")), updatedFrom: dayStart(form.get("updatedFrom")) },
    ...{ updatedTo: dayStart(form.get("updatedTo")) },
    ...Object.fromEntries(flags.map((name) => [name, flag(name)])),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as ViewFilter;
}

function FilterForm({ filter, onFilter }: Props) {
  const t = useTranslations("views.filter");
  const desk = useTranslations("desk");
  const { causes } = useDesk();
  const staff = useQuery(queries.staff());
  const [round, setRound] = useState(0);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { open, field, incidentId, claim, charge } = filter;
    const kept = Object.fromEntries(
      Object.entries({ open, field, incidentId, claim, charge }).filter(([, value]) => value !== undefined),
    );
    onFilter({ ...kept, ...read(new FormData(event.currentTarget)) });
  };
  const choice = (name: string, value: string | undefined, options: { value: string; label: string }[]) => (
    <Field id={`filter-${name}`} label={t(name as "status")}>
      <Select
        id={`filter-${name}`}
        name={name}
        className={small}
        defaultValue={value ?? ""}
        options={[{ value: "", label: t("any") }, ...options]}
      />
    </Field>
  );
  const input = (name: string, value: string | number | undefined, type = "text", hint?: string) => (
    <Field id={`filter-${name}`} label={t(name as "status")}>
      <Input
        id={`filter-${name}`}
        name={name}
        type={type}
        className={small}
        defaultValue={value ?? ""}
        placeholder={hint}
      />
    </Field>
  );
  const yesNo = [
    { value: "yes", label: t("yes") },
    { value: "no", label: t("no") },
  ];
  const yuan = (fen: number | undefined) => (fen === undefined ? "" : yuanOfFen(fen));
  return (
    <form key={round} onSubmit={submit} className="grid gap-4">
      <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
        {choice(
          "status",
          filter.status?.[0],
          ticketStatuses.map((value) => ({ value, label: desk(`status.${value}`) })),
        )}
        {choice(
          "priority",
          filter.priority?.[0],
          ticketPriorities.map((value) => ({ value, label: desk(`priority.${value}`) })),
        )}
        {choice("assignee", filter.assignee?.[0], [
          { value: "me", label: t("me") },
          { value: "none", label: desk("queue.unassigned") },
          ...(staff.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
        ])}
        {choice(
          "cause",
          filter.cause?.[0],
          causeCodes.map((value) => ({ value, label: causes[value] })),
        )}
        {choice(
          "due",
          filter.due?.[0],
          dueStates.map((value) => ({ value, label: t(`dues.${value}`) })),
        )}
        {input("channel", filter.channel?.join(" "))}
        {input("tags", filter.tags?.join(" "), "text", t("tagsHint"))}
        {input("queue", filter.queue?.join(" "))}
        {input("amountFrom", yuan(filter.amountFrom))}
        {input("amountTo", yuan(filter.amountTo))}
        {input("openedFrom", dayOf(filter.openedFrom), "date")}
        {input("openedTo", dayOf(filter.openedTo), "date")}
        {input("updatedFrom", dayOf(filter.updatedFrom), "date")}
        {input("updatedTo", dayOf(filter.updatedTo), "date")}
        {input("orderNo", filter.orderNo)}
        {input("customerId", filter.customerId)}
        {choice("rated", filter.rated, [
          { value: "good", label: t("good") },
          { value: "bad", label: t("bad") },
        ])}
        {flags.map((name) => (
          <div key={name}>
            {choice(name, filter[name] === undefined ? undefined : filter[name] ? "yes" : "no", yesNo)}
          </div>
        ))}
      </div>
      <div className="flex justify-end gap-2">
        <Button
          type="button"
          variant="ghost"
          size="compact"
          onClick={() => {
            onFilter({});
            setRound(round + 1);
          }}
        >
          {t("clear")}
        </Button>
        <Button size="compact">{t("apply")}</Button>
      </div>
    </form>
  );
}
