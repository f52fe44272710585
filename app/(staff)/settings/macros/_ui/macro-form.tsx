"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type RefObject, useRef, useState } from "react";
import { exactTime } from "#app/_lib/time.ts";
import { Button } from "#app/_ui/button.tsx";
import { Field, Input, Select, Textarea } from "#app/_ui/field.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { failureOf, trpc } from "#app/(staff)/_lib/trpc.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { useDesk } from "#app/(staff)/desk/_lib/desk-context.tsx";
import { causeCodes } from "#server/diagnosis/schemas.ts";
import {
  type Macro,
  type MacroActions,
  type MacroContent,
  macroVariables,
  ticketPriorities,
  ticketStatuses,
} from "#server/tickets/schemas.ts";
import { exampleOf } from "../_lib/example.ts";

type Props = { macro: Macro | null; mayShare: boolean; onDone: () => void; onCancel: () => void };
const blank: MacroContent = {
  name: { "zh-CN": "", en: "" },
  body: { "zh-CN": "", en: "" },
  visibility: "public",
  actions: {},
};

/** A macro's words in both languages, beside how they will read, and what it does besides. */
export function MacroForm({ macro, mayShare, onDone, onCancel }: Props) {
  const t = useTranslations("work.macros");
  const failure = useFailureText();
  const [content, setContent] = useState<MacroContent>(() =>
    macro ? { name: macro.name, body: macro.body, visibility: macro.visibility, actions: macro.actions } : blank,
  );
  const [tags, setTags] = useState((macro?.actions.tags ?? []).join(", "));
  const [shared, setShared] = useState(macro?.shared ?? false);
  const save = useMutation({
    mutationFn: () => {
      const list = tags
        .split(/[,，]/)
        .map((tag) => tag.trim())
        .filter(Boolean);
      const { tags: _tags, ...rest } = content.actions;
      const actions = { ...rest, ...(list.length > 0 ? { tags: list } : {}) };
      const known = macro ? { id: macro.id, version: macro.version } : {};
      return trpc.macros.save.mutate({ ...content, actions, shared, ...known });
    },
    onSuccess: () => {
      toast.ok(t("saved"));
      onDone();
    },
    onError: (error) => void toast.error(failureOf(error).code === "VERSION_CONFLICT" ? t("late") : failure(error)),
  });
  const put = (change: Partial<MacroContent>) => setContent((old) => ({ ...old, ...change }));
  return (
    <form
      className="grid gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        if (!save.isPending) save.mutate();
      }}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        {(["zh-CN", "en"] as const).map((locale) => (
          <Field key={locale} id={`macro-name-${locale}`} label={locale === "en" ? t("nameEn") : t("name")}>
            <Input
              id={`macro-name-${locale}`}
              required
              maxLength={60}
              value={content.name[locale]}
              onChange={(event) => put({ name: { ...content.name, [locale]: event.target.value } })}
            />
          </Field>
        ))}
      </div>
      {(["zh-CN", "en"] as const).map((locale) => (
        <Words
          key={locale}
          locale={locale}
          value={content.body[locale]}
          onValue={(text) => put({ body: { ...content.body, [locale]: text } })}
        />
      ))}
      <Field id="macro-visibility" label={t("visibility")}>
        <Select
          id="macro-visibility"
          value={content.visibility}
          onChange={(event) => put({ visibility: event.target.value as "public" })}
          options={(["public", "internal"] as const).map((each) => ({ value: each, label: t(each) }))}
        />
      </Field>
      <Actions actions={content.actions} onActions={(actions) => put({ actions })} />
      <Field id="macro-tags" label={t("tags")}>
        <Input id="macro-tags" value={tags} maxLength={400} onChange={(event) => setTags(event.target.value)} />
      </Field>
      {mayShare ? (
        <label className="flex min-h-11 items-center gap-3">
          <input type="checkbox" checked={shared} onChange={(event) => setShared(event.target.checked)} />
          {t("shared")}
        </label>
      ) : null}
      {macro && macro.version > 1 ? <Versions id={macro.id} /> : null}
      <div className="flex flex-wrap gap-2">
        <Button disabled={save.isPending}>{t("save")}</Button>
        <Button type="button" variant="secondary" onClick={onCancel}>
          {t("cancel")}
        </Button>
      </div>
    </form>
  );
}

type WordsProps = { locale: "zh-CN" | "en"; value: string; onValue: (text: string) => void };

function Words({ locale, value, onValue }: WordsProps) {
  const t = useTranslations("work.macros");
  const field = useRef<HTMLTextAreaElement>(null);
  const id = `macro-body-${locale}`;
  return (
    <div className="grid gap-3 lg:grid-cols-2">
      <div>
        <Field id={id} label={locale === "en" ? t("bodyEn") : t("body")}>
          <Textarea
            id={id}
            ref={field}
            rows={6}
            maxLength={5_000}
            value={value}
            onChange={(event) => onValue(event.target.value)}
          />
        </Field>
        <Select
          id={`${id}-insert`}
          aria-label={t("variables")}
          className="mt-2 h-9! text-sm!"
          value=""
          onChange={(event) => onValue(inserted(field, value, event.target.value))}
          options={[
            { value: "", label: t("variables") },
            ...macroVariables.map((name) => ({ value: name, label: `{{${name}}}` })),
          ]}
        />
      </div>
      <div>
        <p className="mb-1 text-sm font-medium">{t("preview")}</p>
        <p className="min-h-24 rounded-md bg-sunken px-4 py-3 break-words whitespace-pre-wrap">
          {exampleOf(value, locale)}
        </p>
      </div>
    </div>
  );
}

/** The text with a variable where the cursor is. */
function inserted(field: RefObject<HTMLTextAreaElement | null>, value: string, name: string): string {
  if (name === "") return value;
  const at = field.current?.selectionStart ?? value.length;
  const end = field.current?.selectionEnd ?? at;
  return `${value.slice(0, at)}{{${name}}}${value.slice(end)}`;
}

type ActionsProps = { actions: MacroActions; onActions: (actions: MacroActions) => void };

function Actions({ actions, onActions }: ActionsProps) {
  const t = useTranslations("work.macros");
  const desk = useTranslations("desk");
  const { causes } = useDesk();
  const put = (field: keyof MacroActions, value: string) => {
    const { [field]: _old, ...rest } = actions;
    onActions((value === "" ? rest : { ...rest, [field]: value }) as MacroActions);
  };
  const keep = { value: "", label: t("keep") };
  const lists = [
    {
      field: "status" as const,
      label: desk("ticket.status"),
      options: ticketStatuses
        .filter((one) => one !== "new")
        .map((one) => ({ value: one, label: desk(`status.${one}`) })),
    },
    {
      field: "priority" as const,
      label: desk("ticket.priority"),
      options: ticketPriorities.map((one) => ({ value: one, label: desk(`priority.${one}`) })),
    },
    {
      field: "causeCode" as const,
      label: desk("ticket.cause"),
      options: causeCodes.map((code) => ({ value: code, label: causes[code] })),
    },
    {
      field: "assignee" as const,
      label: desk("ticket.assignee"),
      options: [{ value: "me", label: t("assign") }],
    },
  ];
  return (
    <fieldset>
      <legend className="mb-2 text-sm font-medium">{t("actions")}</legend>
      <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
        {lists.map(({ field, label, options }) => (
          <div key={field} className="min-w-0">
            <label htmlFor={`macro-${field}`} className="mb-0.5 block text-xs text-muted">
              {label}
            </label>
            <Select
              id={`macro-${field}`}
              className="h-9! text-sm!"
              value={(actions[field] as string | undefined) ?? ""}
              onChange={(event) => put(field, event.target.value)}
              options={[keep, ...options]}
            />
          </div>
        ))}
      </div>
    </fieldset>
  );
}

/** What it said before, for whoever asks. */
function Versions({ id }: { id: string }) {
  const t = useTranslations("work.macros");
  const { locale } = useDesk();
  const [open, setOpen] = useState(false);
  const versions = useQuery({
    queryKey: ["macros", id, "versions"],
    queryFn: ({ signal }) => trpc.macros.history.query({ id }, { signal }),
    enabled: open,
  });
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="min-h-6 cursor-pointer text-sm text-accent-text">{t("versions")}</summary>
      <ol className="mt-2 grid gap-3 text-sm">
        {versions.data?.items.map(({ version, by, at, content }) => (
          <li key={version} className="border-l-2 border-line pl-3">
            <p className="text-muted">
              {t("version", { n: version, name: by })} · {exactTime(new Date(at), locale)}
            </p>
            <p className="break-words whitespace-pre-wrap">{content.body[locale]}</p>
          </li>
        ))}
      </ol>
    </details>
  );
}
