"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Dialog } from "#app/_ui/dialog.tsx";
import { Field, Input, Select } from "#app/_ui/field.tsx";
import { queries } from "#app/(staff)/_lib/queries.ts";
import { causeCodes, chargeStates, claims } from "#server/diagnosis/schemas.ts";
import { dueStates, lacks, ticketPriorities, ticketStatuses, type ViewFilter } from "#server/tickets/schemas.ts";
import { useDesk, useIncidentTitle } from "../_lib/desk-context.tsx";
import { dayOf, filterFlags, filterOf, flagsOfNobody } from "../_lib/filter-form.ts";
import { useKnownWords } from "../_lib/use-known-words.ts";
import { viewQueries } from "../_lib/view-queries.ts";
import { yuanOfFen } from "../_lib/yuan.ts";
import { FewChoices, ManyChoices } from "./choices.tsx";
import { FilterField } from "./filter-field.tsx";

type Props = {
  filter: ViewFilter;
  onFilter: (filter: ViewFilter) => void;
  /** Nobody looks at what is narrowed, as when a rule runs: what depends on who does is not offered. */
  forNobody?: boolean;
};
const small = "h-9! text-sm!";

type FormProps = Props & { open: boolean; onOpenChange: (open: boolean) => void };

/** Narrows the list by anything a ticket has. */
export function FilterDialog({ open, onOpenChange, filter, onFilter, forNobody }: FormProps) {
  const t = useTranslations("views.filter");
  const common = useTranslations("common");
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t("title")} closeLabel={common("close")} wide>
      {open ? (
        <FilterForm
          filter={filter}
          forNobody={forNobody}
          onFilter={(next) => {
            onFilter(next);
            onOpenChange(false);
          }}
        />
      ) : null}
    </Dialog>
  );
}

function FilterForm({ filter, onFilter, forNobody = false }: Props) {
  const t = useTranslations("views.filter");
  const desk = useTranslations("desk");
  const { causes } = useDesk();
  const titleOf = useIncidentTitle();
  const incidents = useQuery(viewQueries.incidents());
  const staff = useQuery(queries.staff());
  const known = useKnownWords();
  const ofIncidents = (incidents.data ?? [])
    .filter(({ state }) => state !== "proposed")
    .map((incident) => ({ value: incident.id, label: `${incident.number} · ${titleOf(incident)}` }));
  if (filter.incidentId && !ofIncidents.some(({ value }) => value === filter.incidentId))
    ofIncidents.push({ value: filter.incidentId, label: "…" });
  const [round, setRound] = useState(0);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onFilter(filterOf(new FormData(event.currentTarget), filter));
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
  const input = (name: string, value: string | number | undefined, type = "text") => (
    <Field id={`filter-${name}`} label={t(name as "status")}>
      <Input id={`filter-${name}`} name={name} type={type} className={small} defaultValue={value ?? ""} />
    </Field>
  );
  const yesNo = [
    { value: "yes", label: t("yes") },
    { value: "no", label: t("no") },
  ];
  const yuan = (fen: number | undefined) => (fen === undefined ? "" : yuanOfFen(fen));
  return (
    <form key={round} onSubmit={submit} className="grid gap-5">
      <div className="grid gap-4 sm:grid-cols-2">
        <FewChoices
          name="status"
          label={t("status")}
          chosen={filter.status}
          options={ticketStatuses.map((value) => ({ value, label: desk(`status.${value}`) }))}
        />
        <FewChoices
          name="priority"
          label={t("priority")}
          chosen={filter.priority}
          options={ticketPriorities.map((value) => ({ value, label: desk(`priority.${value}`) }))}
        />
        <FewChoices
          name="due"
          label={t("due")}
          chosen={filter.due}
          options={dueStates.map((value) => ({ value, label: t(`dues.${value}`) }))}
        />
        <FewChoices
          name="charge"
          label={t("charge")}
          chosen={filter.charge}
          options={chargeStates.map((value) => ({ value, label: desk(`charge.${value}`) }))}
        />
        <ManyChoices
          name="assignee"
          label={t("assignee")}
          chosen={filter.assignee}
          options={[
            ...(forNobody ? [] : [{ value: "me", label: t("me") }]),
            { value: "none", label: desk("queue.unassigned") },
            ...(staff.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        <ManyChoices
          name="cause"
          label={t("cause")}
          chosen={filter.cause}
          options={causeCodes.map((value) => ({ value, label: causes[value] }))}
        />
        <ManyChoices name="channel" label={t("channel")} chosen={filter.channel} options={known.channels} free />
        <ManyChoices name="queue" label={t("queue")} chosen={filter.queue} options={known.queues} free />
        <ManyChoices name="tags" label={t("tags")} chosen={filter.tags} options={known.tags} free />
        <FewChoices
          name="claim"
          label={t("claim")}
          chosen={filter.claim}
          options={claims.map((value) => ({ value, label: desk(`claim.${value}`) }))}
        />
        <FewChoices
          name="without"
          label={t("without")}
          chosen={filter.without}
          options={lacks.map((value) => ({ value, label: t(`lacks.${value}`) }))}
        />
      </div>
      <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
        {input("amountFrom", yuan(filter.amountFrom))}
        {input("amountTo", yuan(filter.amountTo))}
        {choice("rated", filter.rated, [
          { value: "good", label: t("good") },
          { value: "bad", label: t("bad") },
        ])}
        {input("openedFrom", dayOf(filter.openedFrom), "date")}
        {input("openedTo", dayOf(filter.openedTo), "date")}
        {input("orderNo", filter.orderNo)}
        {input("updatedFrom", dayOf(filter.updatedFrom), "date")}
        {input("updatedTo", dayOf(filter.updatedTo), "date")}
        {input("customerId", filter.customerId)}
        {input("resolvedFrom", dayOf(filter.resolvedFrom), "date")}
        {input("resolvedTo", dayOf(filter.resolvedTo), "date")}
        {input("paymentNo", filter.paymentNo)}
        {input("closedFrom", dayOf(filter.closedFrom), "date")}
        {input("closedTo", dayOf(filter.closedTo), "date")}
        {input("product", filter.product)}
        <FilterField field={filter.field} />
        {/* Anew when they are known: a field that nobody typed in yet takes its value from what there is to choose. */}
        <div key={incidents.isSuccess ? "known" : "asked"}>{choice("incidentId", filter.incidentId, ofIncidents)}</div>
        {(forNobody ? flagsOfNobody : filterFlags).map((name) => (
          <div key={name}>
            {choice(name, filter[name] === undefined ? undefined : filter[name] ? "yes" : "no", yesNo)}
          </div>
        ))}
      </div>
      <div className="sticky -bottom-4 -mx-5 -mb-4 flex justify-end gap-2 border-t border-line bg-surface px-5 py-3">
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
