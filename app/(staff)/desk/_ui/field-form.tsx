"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Input, Select } from "#app/_ui/field.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import type { Ticket } from "#app/(staff)/_lib/types.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import type { DeskField, FieldValue } from "#server/tickets/schemas.ts";
import { touches } from "../_lib/conflict.ts";
import { useDesk, useMay } from "../_lib/desk-context.tsx";
import { useLate } from "../_lib/use-late.ts";
import { workQueries } from "../_lib/work-queries.ts";
import { LateNotice } from "./late-notice.tsx";

type Answers = Record<string, FieldValue>;
type Props = { ticket: Ticket; answers: Answers; onSaved: () => void };

/** The desk's own fields. What the cause asks for is marked: the ticket is not resolved without it. */
export function FieldForm({ ticket, answers, onSaved }: Props) {
  const t = useTranslations("work.fields");
  const failure = useFailureText();
  const { locale } = useDesk();
  const mayWrite = useMay("tickets:write");
  const fields = useQuery(workQueries.fields()).data?.items ?? [];
  const [typed, setTyped] = useState<Record<string, string>>({});
  const late = useLate();
  const save = useMutation({
    mutationFn: (changed: Record<string, FieldValue | null>) =>
      late.act(
        ticket.version,
        (version) => trpc.ticketWork.setFields.mutate({ number: ticket.number, fields: changed, version }),
        (conflict) => touches(conflict, Object.keys(changed)),
      ),
    onSuccess: () => {
      setTyped({});
      late.clear();
      toast.ok(t("saved"));
    },
    onError: (error) => void (late.met(error) || toast.error(failure(error))),
    onSettled: onSaved,
  });
  if (fields.length === 0) return null;
  const changed = Object.fromEntries(
    fields.flatMap((field) => {
      const text = typed[field.key];
      return text === undefined || text === textOf(answers[field.key]) ? [] : [[field.key, answerOf(field, text)]];
    }),
  );
  const asked = ({ requiredOn }: DeskField) => requiredOn.includes("*") || requiredOn.includes(ticket.causeCode);
  return (
    <form
      className="grid grid-cols-1 gap-3 sm:grid-cols-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (Object.keys(changed).length > 0) save.mutate(changed);
      }}
    >
      {fields.map((field) => (
        <div key={field.key} className="min-w-0">
          <label htmlFor={`field-${field.key}`} className="mb-0.5 block text-xs text-muted">
            {field.label[locale]}
            {asked(field) && answers[field.key] === undefined ? (
              <span className="text-wait"> · {t("required")}</span>
            ) : null}
          </label>
          <Control
            field={field}
            disabled={!mayWrite}
            value={typed[field.key] ?? textOf(answers[field.key])}
            onValue={(text) => setTyped((before) => ({ ...before, [field.key]: text }))}
          />
        </div>
      ))}
      {late.late ? (
        <div className="sm:col-span-2">
          <LateNotice
            late={late.late}
            pending={save.isPending}
            onAgain={() => save.mutate(changed)}
            onLeave={() => {
              late.clear();
              setTyped({});
            }}
          />
        </div>
      ) : Object.keys(changed).length > 0 ? (
        <div className="sm:col-span-2">
          <Button size="compact" disabled={save.isPending}>
            {t("save")}
          </Button>
        </div>
      ) : null}
    </form>
  );
}

const textOf = (value: FieldValue | undefined): string => (value === undefined ? "" : String(value));

function answerOf({ kind }: DeskField, text: string): FieldValue | null {
  if (text.trim() === "") return null;
  if (kind === "number") return Number(text);
  return kind === "bool" ? text === "true" : text.trim();
}

type ControlProps = { field: DeskField; value: string; disabled: boolean; onValue: (text: string) => void };

function Control({ field, value, disabled, onValue }: ControlProps) {
  const t = useTranslations("work.fields");
  const id = `field-${field.key}`;
  const small = "h-9! text-sm!";
  if (field.kind === "choice" || field.kind === "bool") {
    const options =
      field.kind === "bool"
        ? [
            { value: "true", label: t("yes") },
            { value: "false", label: t("no") },
          ]
        : field.options.map((option) => ({ value: option, label: option }));
    return (
      <Select
        id={id}
        className={small}
        disabled={disabled}
        value={value}
        options={[{ value: "", label: "—" }, ...options]}
        onChange={(event) => onValue(event.target.value)}
      />
    );
  }
  const type = field.kind === "date" ? "date" : field.kind === "number" ? "number" : "text";
  return (
    <Input
      id={id}
      type={type}
      className={small}
      disabled={disabled}
      maxLength={200}
      value={value}
      onChange={(event) => onValue(event.target.value)}
    />
  );
}
