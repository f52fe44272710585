"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useEffect, useMemo, useRef, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { cx } from "#app/_ui/cx.ts";
import { Dialog } from "#app/_ui/dialog.tsx";
import { Field, Input, Textarea } from "#app/_ui/field.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { ranked } from "#app/(staff)/_lib/actions/rank.ts";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import type { Ticket } from "#app/(staff)/_lib/types.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import type { Macro, MacroActions } from "#server/tickets/schemas.ts";
import { useDesk } from "../_lib/desk-context.tsx";
import { useFieldText } from "../_lib/use-field-text.ts";
import { useLate } from "../_lib/use-late.ts";
import { workQueries } from "../_lib/work-queries.ts";
import { LateNotice } from "./late-notice.tsx";

type Props = { ticket: Ticket; open: boolean; onOpenChange: (open: boolean) => void; onDone: () => void };
const MOST = 30;

/** An answer that is given often: chosen by its name, seen as it will be sent, changed for this ticket if need be, and used at once. */
export function MacroDialog({ ticket, open, onOpenChange, onDone }: Props) {
  const t = useTranslations("work.macro");
  const common = useTranslations("common");
  const { locale } = useDesk();
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState<Macro | null>(null);
  const macros = useQuery({ ...workQueries.macros(), enabled: open });
  const found = useMemo(
    () => ranked(macros.data?.items ?? [], typed, (macro) => [macro.name[locale], macro.name.en]).slice(0, MOST),
    [macros.data, typed, locale],
  );
  const close = () => {
    onOpenChange(false);
    setChosen(null);
    setTyped("");
  };
  return (
    <Dialog
      wide={chosen !== null}
      open={open}
      onOpenChange={(next) => (next ? onOpenChange(true) : close())}
      title={chosen ? chosen.name[locale] : t("title")}
      closeLabel={common("close")}
    >
      {chosen ? (
        <Use
          ticket={ticket}
          macro={chosen}
          onBack={() => setChosen(null)}
          onDone={() => {
            onDone();
            close();
          }}
        />
      ) : (
        <form
          className="grid gap-3"
          onSubmit={(event) => {
            event.preventDefault();
            if (found[0]) setChosen(found[0]);
          }}
        >
          <Input
            id="macro-search"
            aria-label={t("search")}
            placeholder={t("search")}
            value={typed}
            autoComplete="off"
            onChange={(event) => setTyped(event.target.value)}
          />
          {macros.data && found.length === 0 ? (
            <p className="text-sm text-muted">{macros.data.items.length === 0 ? t("none") : t("notFound")}</p>
          ) : null}
          <ul className="grid gap-1">
            {found.map((macro, i) => (
              <li key={macro.id}>
                <button
                  type="button"
                  onClick={() => setChosen(macro)}
                  className={cx(
                    "flex min-h-11 w-full items-center justify-between gap-3 rounded-md px-3 py-2 text-left hover:bg-sunken",
                    i === 0 && "bg-sunken",
                  )}
                >
                  <span className="min-w-0 truncate">{macro.name[locale]}</span>
                  <span className="shrink-0 text-xs text-muted">
                    {macro.visibility === "internal" ? t("internal") : macro.shared ? "" : t("own")}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </form>
      )}
    </Dialog>
  );
}

type UseProps = { ticket: Ticket; macro: Macro; onBack: () => void; onDone: () => void };

function Use({ ticket, macro, onBack, onDone }: UseProps) {
  const t = useTranslations("work.macro");
  const failure = useFailureText();
  const original = macro.body[ticket.locale.startsWith("zh") ? "zh-CN" : "en"];
  const [template, setTemplate] = useState(original);
  const [editing, setEditing] = useState(false);
  const body = template === original ? {} : { body: template };
  const preview = useQuery({
    queryKey: ["ticket", ticket.number, "macro", macro.id, macro.version, template],
    queryFn: ({ signal }) => trpc.macros.preview.query({ number: ticket.number, macro: macro.id, ...body }, { signal }),
    placeholderData: (before) => before,
  });
  const late = useLate();
  // The macro that was chosen is gone with its list, and the focus with it.
  const go = useRef<HTMLButtonElement>(null);
  useEffect(() => go.current?.focus(), []);
  const use = useMutation({
    mutationFn: () =>
      late.act(ticket.version, (version) =>
        trpc.macros.use.mutate({ number: ticket.number, macro: macro.id, version, ...body }),
      ),
    onSuccess: () => {
      toast.ok(t("done"));
      onDone();
    },
    onError: (error) => void (late.met(error) || toast.error(failure(error))),
  });
  const missing = preview.data?.missing ?? [];
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (missing.length === 0 && !use.isPending) use.mutate();
      }}
    >
      {original === "" ? null : (
        <>
          <div>
            <p className="mb-1 text-sm font-medium">
              {macro.visibility === "internal" ? t("asNote") : t("asReply", { language: ticket.locale })}
            </p>
            <p className="min-h-16 rounded-md bg-sunken px-4 py-3 break-words whitespace-pre-wrap">
              {preview.data?.body ?? "…"}
            </p>
            <p className="mt-1 text-xs text-muted">{t("masked")}</p>
          </div>
          {missing.length > 0 ? (
            <p role="alert" className="text-sm text-broken">
              {t("missing", { names: missing.map((name) => `{{${name}}}`).join(" ") })}
            </p>
          ) : null}
          {editing ? (
            <Field id="macro-text" label={t("edit")} hint={t("editHint")}>
              <Textarea
                id="macro-text"
                rows={5}
                maxLength={5_000}
                value={template}
                onChange={(event) => setTemplate(event.target.value)}
              />
            </Field>
          ) : (
            <Button
              type="button"
              size="compact"
              variant="secondary"
              className="justify-self-start"
              onClick={() => setEditing(true)}
            >
              {t("edit")}
            </Button>
          )}
        </>
      )}
      <ActionList actions={macro.actions} />
      {late.late ? (
        <LateNotice late={late.late} pending={use.isPending} onAgain={() => use.mutate()} onLeave={onBack} />
      ) : null}
      <div className="flex justify-end gap-2">
        <Button type="button" variant="secondary" onClick={onBack}>
          {t("back")}
        </Button>
        {late.late ? null : (
          <Button ref={go} disabled={use.isPending || missing.length > 0}>
            {t("use")}
          </Button>
        )}
      </div>
    </form>
  );
}

/** What a macro does besides answering. */
export function ActionList({ actions }: { actions: MacroActions }) {
  const t = useTranslations("work.macro");
  const { name, value } = useFieldText();
  const rows = Object.entries(actions).filter(([, given]) => given !== undefined);
  if (rows.length === 0) return null;
  return (
    <ul className="grid gap-1 text-sm text-muted">
      {rows.map(([field, given]) => (
        <li key={field}>
          {field === "tags" ? t("addTags") : name(field)} →{" "}
          <span className="text-text">{given === "me" ? t("me") : value(field, given)}</span>
        </li>
      ))}
    </ul>
  );
}
