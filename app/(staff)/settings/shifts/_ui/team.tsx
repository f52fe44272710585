"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { StateBadge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Field, Input, Textarea } from "#app/_ui/field.tsx";
import { Banner, Spinner } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import { useQueueName } from "#app/(staff)/_lib/use-queue-name.ts";
import { type Member, saveSkillsSchema } from "#server/shifts/schemas.ts";
import { useShiftFailure } from "./failure.ts";
import { readSkills, skillsText } from "./skills-text.ts";

/** Everybody with their shift, their queues and what they have in hand. */
export function Team({ first, mayWrite }: { first: Member[]; mayWrite: boolean }) {
  const t = useTranslations("shifts");
  const queueName = useQueueName();
  const list = useQuery({
    queryKey: ["shifts", "team"],
    queryFn: async () => (await trpc.shifts.team.query()).team,
    initialData: first,
  });
  const [open, setOpen] = useState<string | null>(null);
  return (
    <section aria-labelledby="team-title" className="grid gap-3">
      <h2 id="team-title" className="text-xl font-semibold">
        {t("team")}
      </h2>
      <ul className="divide-y divide-line rounded-md border border-line bg-surface">
        {list.data.map((member) => (
          <li key={member.id} className="grid gap-2 px-4 py-3">
            <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
              <span className="min-w-32 font-medium break-words">{member.name}</span>
              <StateBadge tone={member.onShift ? (member.state === "on" ? "ok" : "wait") : "neutral"}>
                {member.onShift && member.state === "on" ? t("onShift") : whyNot(member, t)}
              </StateBadge>
              <span className="text-sm tabular">{t("loadOf", { open: member.open, max: member.maxOpen })}</span>
              <span className="min-w-0 grow text-sm break-words text-muted">
                {member.skills.map(({ queue, level }) => `${queueName(queue)} ${level}`).join(" · ") || t("allQueues")}
              </span>
              {mayWrite && open !== member.id ? (
                <Button
                  type="button"
                  size="compact"
                  variant="ghost"
                  className="ml-auto"
                  onClick={() => setOpen(member.id)}
                >
                  {t("edit")}
                  <span className="sr-only"> {member.name}</span>
                </Button>
              ) : null}
            </div>
            {open === member.id ? <SkillsForm member={member} onDone={() => setOpen(null)} /> : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

const whyNot = (member: Member, t: ReturnType<typeof useTranslations<"shifts">>) =>
  member.onShift ? t(`state.${member.state}`) : t("offShift");

function SkillsForm({ member, onDone }: { member: Member; onDone: () => void }) {
  const t = useTranslations("shifts");
  const failure = useShiftFailure();
  const queries = useQueryClient();
  const id = useId();
  const [text, setText] = useState(skillsText(member.skills));
  const [max, setMax] = useState(`${member.maxOpen}`);
  const read = readSkills(text);
  const maxOpen = /^\d{1,3}$/.test(max.trim()) ? Number(max) : Number.NaN;
  const parsed = saveSkillsSchema.safeParse({ skills: "skills" in read ? read.skills : [], maxOpen });
  const badMax = !(maxOpen >= 1 && maxOpen <= 500);
  const save = useMutation({
    mutationFn: (value: { skills: Member["skills"]; maxOpen: number }) =>
      trpc.shifts.saveSkills.mutate({ personId: member.id, ...value }),
    onSuccess: () => {
      toast.ok(t("saved"));
      void queries.invalidateQueries({ queryKey: ["shifts"] });
      onDone();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (parsed.success && "skills" in read && !save.isPending) save.mutate(parsed.data);
  };
  return (
    <form onSubmit={submit} className="grid gap-4 py-2" noValidate>
      {save.error ? (
        <Banner tone="broken" role="alert" title={t("failed")}>
          {failure(save.error)}
        </Banner>
      ) : null}
      <Field
        id={`${id}-skills`}
        label={t("skills")}
        hint={t("skillsHint")}
        error={"line" in read ? t("wrongSkills", { line: read.line }) : undefined}
      >
        <Textarea
          id={`${id}-skills`}
          rows={3}
          className="max-w-96 font-mono text-sm"
          spellCheck={false}
          hint={t("skillsHint")}
          error={"line" in read}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </Field>
      <Field id={`${id}-max`} label={t("maxOpen")} error={badMax ? t("wrongMax") : undefined}>
        <Input
          id={`${id}-max`}
          inputMode="numeric"
          className="max-w-32 text-right tabular"
          error={badMax}
          value={max}
          onChange={(event) => setMax(event.target.value)}
        />
      </Field>
      <div className="flex flex-wrap gap-3">
        <Button size="compact" disabled={save.isPending} icon={save.isPending ? <Spinner /> : undefined}>
          {t("save")}
        </Button>
        <Button type="button" size="compact" variant="ghost" onClick={onDone}>
          {t("close")}
        </Button>
      </div>
    </form>
  );
}
