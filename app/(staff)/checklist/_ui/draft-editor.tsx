"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useDeferredValue, useEffect, useMemo, useState } from "react";
import { Button, LinkButton } from "#app/_ui/button.tsx";
import { Field, Input } from "#app/_ui/field.tsx";
import { Banner, Spinner } from "#app/_ui/surface.tsx";
import { useMay } from "#app/(staff)/desk/_lib/desk-context.tsx";
import { prettyJson } from "../_lib/pretty.ts";
import { type PackDetail, packQueries } from "../_lib/queries.ts";
import { usePackActions } from "../_lib/use-pack-actions.ts";
import { DraftForm } from "./draft-form.tsx";
import { DraftJson } from "./draft-json.tsx";
import { Failure } from "./failure.tsx";
import { Loaded } from "./loaded.tsx";
import { Toggle } from "./toggle.tsx";

export function DraftEditor({ id }: { id: string }) {
  const t = useTranslations("checklist.edit");
  const mayWrite = useMay("packs:write");
  const draft = useQuery({ ...packQueries.one(id), staleTime: Number.POSITIVE_INFINITY });
  return (
    <div className="mt-6">
      <Loaded query={draft}>
        {(data) =>
          data.state === "draft" && mayWrite ? (
            // A saved state is a new form: what is in it was read from there.
            <Editor key={data.revision} draft={data} />
          ) : (
            <Banner tone="unknown" title={t("notEditable")} />
          )
        }
      </Loaded>
    </div>
  );
}

/** What is being edited: as objects by the form, as text by experts. Only one of the two is the truth at a time. */
export type Content = PackDetail["content"];

function Editor({ draft }: { draft: PackDetail }) {
  const t = useTranslations("checklist.edit");
  const { save } = usePackActions();
  const [view, setView] = useState<"form" | "json">("form");
  const [content, setContent] = useState<Content>(draft.content);
  const [text, setText] = useState<string>();
  const [note, setNote] = useState(draft.note);
  const dirty = content !== draft.content || text !== undefined || note !== draft.note;
  useLeaveGuard(dirty);
  // A pack is long: reading it must not hold up whoever is typing.
  const settled = useDeferredValue(text);
  const parsed = useMemo(() => (settled === undefined ? content : parse(settled)), [settled, content]);
  const change = (to: "form" | "json") => {
    if (to === "json") setText(text ?? prettyJson(content));
    const read = to === "form" && text !== undefined ? parse(text) : content;
    if (to === "form" && read) {
      setContent(read);
      setText(undefined);
    }
    if (to === "json" || read) setView(to);
  };
  const submit = () => {
    const now = text === undefined ? content : parse(text);
    if (now) save.mutate({ id: draft.id, revision: draft.revision, content: now, note });
  };
  return (
    <div className="grid gap-5">
      <div className="flex flex-wrap items-end gap-3">
        <Toggle
          label={t("mode")}
          value={view}
          onChange={change}
          options={[
            { value: "form", label: t("form") },
            { value: "json", label: t("expert") },
          ]}
        />
        <Field id="note" label={t("note")} className="min-w-60 grow">
          <Input id="note" value={note} maxLength={2_000} onChange={(event) => setNote(event.target.value)} />
        </Field>
        <Button
          type="button"
          size="compact"
          className="h-11"
          disabled={!dirty || !parsed || save.isPending}
          onClick={submit}
        >
          {save.isPending ? <Spinner /> : null}
          {t("save")}
        </Button>
        <LinkButton size="compact" className="h-11" href={`/checklist/versions/${draft.id}`}>
          {t("done")}
        </LinkButton>
      </div>
      {parsed ? null : <Banner tone="wait">{t("notJson")}</Banner>}
      {save.isError ? <Failure error={save.error} /> : null}
      {view === "form" ? (
        <DraftForm content={content} onChange={setContent} />
      ) : (
        <DraftJson text={text ?? ""} onChange={setText} />
      )}
    </div>
  );
}

function parse(text: string): Content | null {
  try {
    return JSON.parse(text) as Content;
  } catch {
    // Half-typed text is no error yet: the page says so, and the check names the line.
    return null;
  }
}

/** Asks before the page is left with changes that were not saved. */
function useLeaveGuard(dirty: boolean): void {
  useEffect(() => {
    if (!dirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [dirty]);
}
