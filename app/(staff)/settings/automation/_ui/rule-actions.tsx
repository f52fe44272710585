"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#app/_ui/button.tsx";
import { Input, Select, Textarea } from "#app/_ui/field.tsx";
import { Card } from "#app/_ui/surface.tsx";
import { queries } from "#app/(staff)/_lib/queries.ts";
import { useDesk } from "#app/(staff)/desk/_lib/desk-context.tsx";
import { workQueries } from "#app/(staff)/desk/_lib/work-queries.ts";
import type { RuleAction } from "#server/automation/schemas.ts";
import { staffRoles } from "#server/core/permissions.ts";
import { causeCodes } from "#server/diagnosis/schemas.ts";
import { snoozeEvents, ticketPriorities, ticketStatuses } from "#server/tickets/schemas.ts";

const MAX_ACTIONS = 5;
const blanks: { [K in RuleAction["kind"]]: Extract<RuleAction, { kind: K }> } = {
  add_tags: { kind: "add_tags", tags: ["auto"] },
  remove_tags: { kind: "remove_tags", tags: ["auto"] },
  status: { kind: "status", status: "open" },
  priority: { kind: "priority", priority: "high" },
  assign: { kind: "assign", assignee: null },
  assign_best: { kind: "assign_best" },
  cause: { kind: "cause", causeCode: "UNKNOWN" },
  queue: { kind: "queue", queue: "general" },
  note: { kind: "note", body: "" },
  notify: { kind: "notify", to: { who: "ticket" }, say: "" },
  macro: { kind: "macro", macro: "" },
  snooze: { kind: "snooze", minutes: 60 },
};
const kinds = Object.keys(blanks) as RuleAction["kind"][];

type Props = { actions: RuleAction[]; onChange: (actions: RuleAction[]) => void };

/** What the rule does, in order. */
export function Actions({ actions, onChange }: Props) {
  const t = useTranslations("automation");
  return (
    <Card className="grid gap-3">
      <h2 className="font-medium">{t("do")}</h2>
      <p className="text-sm text-muted">{t("doHint")}</p>
      <ol className="grid gap-3">
        {actions.map((action, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: actions have no names of their own, and their order is what they are
          <li key={index} className="grid gap-2 sm:grid-cols-[11rem_1fr_auto]">
            <Select
              id={`kind-${index}`}
              aria-label={t("actionOf", { n: index + 1 })}
              value={action.kind}
              options={kinds.map((kind) => ({ value: kind, label: t(`action.${kind}`) }))}
              onChange={(event) => onChange(actions.with(index, blanks[event.target.value as RuleAction["kind"]]))}
            />
            <Value action={action} index={index} onChange={(next) => onChange(actions.with(index, next))} />
            <Button
              type="button"
              variant="ghost"
              className="justify-self-end"
              disabled={actions.length === 1}
              aria-label={t("actionRemove", { n: index + 1 })}
              icon={<X aria-hidden className="size-4" />}
              onClick={() => onChange(actions.toSpliced(index, 1))}
            />
          </li>
        ))}
      </ol>
      {actions.length < MAX_ACTIONS ? (
        <Button
          type="button"
          size="compact"
          variant="secondary"
          className="justify-self-start"
          icon={<Plus aria-hidden className="size-4" />}
          onClick={() => onChange([...actions, blanks.priority])}
        >
          {t("actionAdd")}
        </Button>
      ) : null}
    </Card>
  );
}

type ValueProps = { action: RuleAction; index: number; onChange: (action: RuleAction) => void };

/** The one field that an action needs. */
function Value({ action, index, onChange }: ValueProps) {
  const t = useTranslations("automation");
  const desk = useTranslations("desk");
  const { causes, locale } = useDesk();
  const staff = useQuery({ ...queries.staff(), enabled: action.kind === "assign" });
  const macros = useQuery({ ...workQueries.macros(), enabled: action.kind === "macro" });
  const id = `value-${index}`;
  const label = { id, "aria-label": t("valueOf", { n: index + 1 }) };
  const choose = (value: string, options: { value: string; label: string }[], to: (value: string) => RuleAction) => (
    <Select {...label} value={value} options={options} onChange={(event) => onChange(to(event.target.value))} />
  );
  switch (action.kind) {
    case "status":
      return choose(
        action.status,
        ticketStatuses.map((value) => ({ value, label: desk(`status.${value}`) })),
        (value) => ({ kind: "status", status: value as (typeof ticketStatuses)[number] }),
      );
    case "priority":
      return choose(
        action.priority,
        ticketPriorities.map((value) => ({ value, label: desk(`priority.${value}`) })),
        (value) => ({ kind: "priority", priority: value as (typeof ticketPriorities)[number] }),
      );
    case "cause":
      return choose(
        action.causeCode,
        causeCodes.map((value) => ({ value, label: causes[value] })),
        (value) => ({ kind: "cause", causeCode: value as (typeof causeCodes)[number] }),
      );
    case "assign":
      return choose(
        action.assignee ?? "",
        [{ value: "", label: t("nobody") }, ...(staff.data ?? []).map((one) => ({ value: one.id, label: one.name }))],
        (value) => ({ kind: "assign", assignee: value === "" ? null : value }),
      );
    case "macro":
      return choose(
        action.macro,
        [
          { value: "", label: t("choose") },
          ...(macros.data?.items ?? [])
            .filter((macro) => macro.shared)
            .map((macro) => ({ value: macro.id, label: macro.name[locale] })),
        ],
        (value) => ({ kind: "macro", macro: value }),
      );
    case "note":
      return (
        <Textarea
          {...label}
          rows={2}
          maxLength={2_000}
          value={action.body}
          onChange={(event) => onChange({ kind: "note", body: event.target.value })}
        />
      );
    case "queue":
      return (
        <Input
          {...label}
          maxLength={40}
          placeholder={t("queueHint")}
          value={action.queue}
          onChange={(event) => onChange({ kind: "queue", queue: event.target.value })}
        />
      );
    case "notify":
      return <Tell action={action} index={index} onChange={onChange} />;
    case "assign_best":
      return <p className="self-center text-sm text-muted">{t("best")}</p>;
    case "snooze":
      return <Snooze action={action} label={label} onChange={onChange} />;
    default:
      return (
        <Input
          {...label}
          value={action.tags.join(" ")}
          placeholder={t("tags")}
          maxLength={400}
          onChange={(event) => onChange({ kind: action.kind, tags: event.target.value.split(" ").slice(0, 20) })}
          onBlur={() => onChange({ kind: action.kind, tags: action.tags.map((tag) => tag.trim()).filter(Boolean) })}
        />
      );
  }
}

type TellProps = {
  action: Extract<RuleAction, { kind: "notify" }>;
  index: number;
  onChange: (action: RuleAction) => void;
};

/** Whom to tell, and what. */
function Tell({ action, index, onChange }: TellProps) {
  const t = useTranslations("automation");
  const roles = useTranslations("staff.role");
  const staff = useQuery(queries.staff());
  const { to } = action;
  const audiences: { value: string; label: string; to: typeof to }[] = [
    { value: "ticket", label: t("tell.ticket"), to: { who: "ticket" } },
    { value: "shift", label: t("tell.shift"), to: { who: "shift" } },
    ...staffRoles.map((role) => ({
      ...{ value: `role:${role}`, label: t("tell.role", { role: roles(role) }), to: { who: "role", role } as const },
    })),
    ...(staff.data ?? []).map(({ id, name }) => ({
      ...{ value: `person:${id}`, label: name, to: { who: "person", id } as const },
    })),
  ];
  const value = to.who === "role" ? `role:${to.role}` : to.who === "person" ? `person:${to.id}` : to.who;
  return (
    <div className="grid gap-2">
      <Select
        id={`to-${index}`}
        aria-label={t("tell.who", { n: index + 1 })}
        value={value}
        options={audiences}
        onChange={(event) => {
          const chosen = audiences.find((one) => one.value === event.target.value);
          if (chosen) onChange({ ...action, to: chosen.to });
        }}
      />
      <Input
        id={`value-${index}`}
        aria-label={t("valueOf", { n: index + 1 })}
        placeholder={t("tell.say")}
        maxLength={120}
        value={action.say}
        onChange={(event) => onChange({ ...action, say: event.target.value })}
      />
    </div>
  );
}

type SnoozeProps = {
  action: Extract<RuleAction, { kind: "snooze" }>;
  label: { id: string; "aria-label": string };
  onChange: (action: RuleAction) => void;
};

/** Until a time, or until something happens. */
function Snooze({ action, label, onChange }: SnoozeProps) {
  const t = useTranslations("automation");
  const value = action.event ?? `${action.minutes ?? 60}`;
  const spans = [30, 60, 240, 1_440].map((minutes) => ({ value: `${minutes}`, label: t("minutes", { n: minutes }) }));
  const events = snoozeEvents.map((event) => ({ value: event, label: t(`until.${event}`) }));
  return (
    <Select
      {...label}
      value={value}
      options={[...spans, ...events]}
      onChange={(event) => {
        const minutes = Number(event.target.value);
        const until = event.target.value as (typeof snoozeEvents)[number];
        onChange(minutes > 0 ? { kind: "snooze", minutes } : { kind: "snooze", event: until });
      }}
    />
  );
}
