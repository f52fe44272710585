"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Field, Input } from "#app/_ui/field.tsx";
import { Banner, Card } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import { askingNobody } from "#app/(staff)/desk/_lib/filter-form.ts";
import { FilterDialog } from "#app/(staff)/desk/_ui/filter-dialog.tsx";
import { FilterChips } from "#app/(staff)/desk/_ui/queue-filter.tsx";
import { causedBy, type RuleContent, ruleContentSchema, ruleTopics } from "#server/automation/schemas.ts";
import { useRuleFailure } from "../_lib/failure.ts";
import { missingOf } from "../_lib/missing.ts";
import { keyOf } from "../_lib/topic-key.ts";
import type { RuleInFull } from "../_lib/types.ts";
import { DryRun } from "./dry-run.tsx";
import { RemoveRule } from "./remove-rule.tsx";
import { Actions } from "./rule-actions.tsx";
import { RuleHistory } from "./rule-history.tsx";

const blank: RuleContent = { on: ["ticket.opened"], if: {}, do: [{ kind: "add_tags", tags: ["auto"] }] };

/** A rule of before may ask for whoever looks, which nobody does when it runs. */
const forNobody = (content: RuleContent): RuleContent => ({ ...content, if: askingNobody(content.if) });

/** Writes a rule. @param rule null for a new one */
export function RuleEditor({ rule }: { rule: RuleInFull | null }) {
  const t = useTranslations("automation");
  const router = useRouter();
  const failure = useRuleFailure();
  const [name, setName] = useState(rule?.name ?? "");
  const [position, setPosition] = useState(rule?.position ?? 100);
  const [content, setContent] = useState<RuleContent>(rule ? forNobody(rule.content) : blank);
  const [filtering, setFiltering] = useState(false);
  const [busy, setBusy] = useState(false);
  const parsed = ruleContentSchema.safeParse(content);
  const [tried, setTried] = useState(false);
  const missing = missingOf(name, content);
  const act = async (work: () => Promise<void>) => {
    setBusy(true);
    await work().catch((error: unknown) => toast.error(failure(error)));
    setBusy(false);
  };
  const save = (enabled: boolean) => {
    setTried(true);
    if (missing.length > 0 || busy) return;
    void act(async () => {
      const based = rule ? { id: rule.id, version: rule.version } : {};
      const saved = await trpc.automation.save.mutate({ ...based, name, content, position, enabled });
      toast.ok(t(enabled ? "savedOn" : "savedOff"));
      if (rule) router.refresh();
      else router.push(`/settings/automation/${saved.id}`);
    });
  };
  const nameless = tried && name.trim() === "" ? t("missing.name") : undefined;
  return (
    <div className="mt-6 grid gap-6">
      <div className="grid items-end gap-4 sm:grid-cols-[1fr_10rem]">
        <Field id="name" label={t("name")} error={nameless}>
          <Input
            id="name"
            value={name}
            maxLength={80}
            error={nameless}
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        <Field id="position" label={t("position")} hint={t("positionHint")}>
          <Input
            id="position"
            type="number"
            min={0}
            max={1_000}
            value={position}
            onChange={(event) => setPosition(Math.min(1_000, Math.max(0, Number(event.target.value) || 0)))}
          />
        </Field>
      </div>
      <Card className="grid gap-4">
        <Checks
          legend={t("when")}
          all={ruleTopics}
          chosen={content.on}
          label={(topic) => t(`topic.${keyOf(topic)}`)}
          onChange={(on) => setContent({ ...content, on })}
        />
        <Checks
          legend={t("by")}
          all={causedBy}
          chosen={content.by ?? [...causedBy]}
          label={(who) => t(`causedBy.${who}`)}
          onChange={(by) => {
            const { by: _, ...rest } = content;
            setContent(by.length === causedBy.length || by.length === 0 ? rest : { ...rest, by });
          }}
        />
      </Card>
      <Card className="grid gap-3">
        <h2 className="font-medium">{t("if")}</h2>
        {Object.keys(content.if).length === 0 ? <p className="text-sm text-muted">{t("ifAny")}</p> : null}
        <FilterChips filter={content.if} onFilter={(next) => setContent({ ...content, if: next })} />
        <Button
          type="button"
          size="compact"
          variant="secondary"
          className="justify-self-start"
          onClick={() => setFiltering(true)}
        >
          {t("ifChange")}
        </Button>
        <FilterDialog
          open={filtering}
          onOpenChange={setFiltering}
          filter={content.if}
          forNobody
          onFilter={(next) => setContent({ ...content, if: next })}
        />
      </Card>
      <Actions actions={content.do} onChange={(list) => setContent({ ...content, do: list })} />
      <DryRun content={parsed.success ? parsed.data : undefined} />
      {tried && missing.length > 0 ? (
        <Banner tone="broken" role="alert" title={t("missing.title")}>
          <ul className="list-disc pl-5">
            {missing.map((what) => (
              <li key={what}>{typeof what === "number" ? t("missing.action", { n: what }) : t(`missing.${what}`)}</li>
            ))}
          </ul>
        </Banner>
      ) : null}
      <div className="flex flex-wrap gap-3">
        <Button type="button" variant="primary" disabled={busy} onClick={() => save(true)}>
          {t("saveOn")}
        </Button>
        <Button type="button" variant="secondary" disabled={busy} onClick={() => save(false)}>
          {t("saveOff")}
        </Button>
        {rule ? <RemoveRule id={rule.id} /> : null}
      </div>
      {rule ? <RuleHistory rule={rule} onTake={(taken) => setContent(forNobody(taken))} /> : null}
    </div>
  );
}

type ChecksProps<T extends string> = {
  legend: string;
  all: readonly T[];
  chosen: readonly T[];
  label: (one: T) => string;
  onChange: (chosen: T[]) => void;
};

function Checks<T extends string>({ legend, all, chosen, label, onChange }: ChecksProps<T>) {
  return (
    <fieldset>
      <legend className="mb-1 font-medium">{legend}</legend>
      <div className="flex flex-wrap gap-x-5">
        {all.map((one) => (
          <label key={one} className="inline-flex min-h-11 items-center gap-2">
            <input
              type="checkbox"
              className="size-4 accent-accent"
              checked={chosen.includes(one)}
              onChange={(event) =>
                onChange(all.filter((each) => (each === one ? event.target.checked : chosen.includes(each))))
              }
            />
            {label(one)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
