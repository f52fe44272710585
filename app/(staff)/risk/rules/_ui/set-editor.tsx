"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Field, Input, Select, Textarea } from "#app/_ui/field.tsx";
import { Banner, Spinner } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { failureOf, trpc } from "#app/(staff)/_lib/trpc.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { type RiskSignal, type RuleSet, riskSignals } from "#server/risk/schemas.ts";
import {
  anotherOf,
  changesOf,
  type DraftSet,
  draftSetOf,
  type GeneralName,
  generalNames,
  ruleSetOf,
} from "../_lib/draft.ts";
import { DryRunReport } from "./dry-run.tsx";
import { RuleEditor } from "./rule-editor.tsx";

type Props = {
  /** What the editing begins with. */
  from: RuleSet;
  inForce: { version: number; rules: RuleSet };
  /** The rules that ship: what a new rule begins as. */
  shipped: RuleSet;
  onDone: () => void;
};

/** Editing a whole set: rules, what holds for all of them, a try on the last 30 days, and sending it to a colleague. */
export function SetEditor({ from, inForce, shipped, onDone }: Props) {
  const t = useTranslations("riskRules");
  const failure = useFailureText();
  const [draft, setDraft] = useState<DraftSet>(() => draftSetOf(from));
  const [note, setNote] = useState("");
  const { rules, general } = ruleSetOf(draft);
  const changes = rules ? changesOf(inForce.rules, rules) : null;
  const changed = changes === null || changes.general || changes.rules.length > 0;
  const trial = useMutation({ mutationFn: (set: RuleSet) => trpc.risk.tryRules.mutate({ rules: set }) });
  const propose = useMutation({
    mutationFn: (set: RuleSet) => trpc.risk.proposeRules.mutate({ rules: set, note, basedOn: inForce.version }),
    onSuccess: () => {
      toast.ok(t("edit.proposed"));
      onDone();
    },
  });
  const busy = trial.isPending || propose.isPending;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (rules && changed && note.trim() !== "" && !busy) propose.mutate(rules);
  };
  const error = propose.error ?? trial.error;
  const stale = error && failureOf(error).code === "VERSION_CONFLICT";
  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      {draft.rules.map((rule, index) => (
        <RuleEditor
          key={rule.id}
          draft={rule}
          onChange={(next) => setDraft({ ...draft, rules: draft.rules.with(index, next) })}
          onRemove={() => setDraft({ ...draft, rules: draft.rules.toSpliced(index, 1) })}
        />
      ))}
      <AddRule draft={draft} shipped={shipped} onChange={setDraft} />
      <General draft={draft} wrong={general} onChange={setDraft} />
      <Field id="note" label={t("edit.note")} hint={t("edit.noteHint")}>
        <Textarea
          id="note"
          rows={2}
          maxLength={500}
          hint
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </Field>
      {trial.data && rules ? <DryRunReport report={trial.data} set={rules} /> : null}
      {error ? (
        <Banner tone="broken" role="alert" title={t("edit.failed")}>
          {stale ? t("edit.stale") : failure(error)}
        </Banner>
      ) : null}
      <p aria-live="polite" className="text-sm text-muted empty:hidden">
        {rules ? (changed ? "" : t("edit.unchanged")) : t("edit.wrong")}
      </p>
      <div className="flex flex-wrap gap-3">
        <Button
          type="button"
          variant="secondary"
          disabled={!rules || busy}
          onClick={() => rules && trial.mutate(rules)}
          icon={trial.isPending ? <Spinner /> : undefined}
        >
          {trial.isPending ? t("edit.trying") : t("edit.try")}
        </Button>
        <Button
          disabled={!rules || !changed || note.trim() === "" || busy}
          icon={propose.isPending ? <Spinner /> : undefined}
        >
          {propose.isPending ? t("edit.proposing") : t("edit.propose")}
        </Button>
        <Button type="button" variant="ghost" disabled={busy} onClick={onDone}>
          {t("edit.cancel")}
        </Button>
      </div>
    </form>
  );
}

type PartProps = { draft: DraftSet; onChange: (draft: DraftSet) => void };

function AddRule({ draft, shipped, onChange }: PartProps & { shipped: RuleSet }) {
  const t = useTranslations("riskRules");
  const [signal, setSignal] = useState<RiskSignal>("large_orders");
  const add = () => {
    const base = shipped.rules.find((rule) => rule.signal === signal);
    if (!base) return;
    onChange({ ...draft, rules: [...draft.rules, anotherOf(signal, base, draft.rules, t(`signal.${signal}`))] });
  };
  return (
    <div className="flex flex-wrap items-end gap-3">
      <Field id="add-signal" label={t("edit.addSignal")} className="min-w-60">
        <Select
          id="add-signal"
          value={signal}
          onChange={(event) => setSignal(event.target.value as RiskSignal)}
          options={riskSignals.map((value) => ({ value, label: t(`signal.${value}`) }))}
        />
      </Field>
      <Button type="button" variant="secondary" onClick={add}>
        {t("edit.add")}
      </Button>
    </div>
  );
}

function General({ draft, wrong, onChange }: PartProps & { wrong: readonly GeneralName[] }) {
  const t = useTranslations("riskRules");
  return (
    <fieldset className="rounded-md border border-line bg-surface p-4">
      <legend className="px-1 font-medium">{t("general.title")}</legend>
      <p className="mb-3 text-sm text-muted">{t("general.softHint")}</p>
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
        {generalNames.map((name) => {
          const error = wrong.includes(name) ? t("edit.fieldWrong") : undefined;
          const value = /^(lowest|middle|highest)/.test(name);
          return (
            <Field
              key={name}
              id={`general-${name}`}
              label={value ? `${t("general.allowance")} · ${t(`general.${name}`)}` : t(`general.${name}`)}
              error={error}
              className="flex flex-col justify-end"
            >
              <Input
                id={`general-${name}`}
                inputMode="decimal"
                autoComplete="off"
                className="text-right tabular"
                error={error}
                value={draft.general[name]}
                onChange={(event) => onChange({ ...draft, general: { ...draft.general, [name]: event.target.value } })}
              />
            </Field>
          );
        })}
      </div>
    </fieldset>
  );
}
