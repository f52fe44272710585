"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Dialog } from "#app/_ui/dialog.tsx";
import { Field, Input } from "#app/_ui/field.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { builtInFilters, type DeskView, type ViewFilter, type ViewSort } from "#server/tickets/schemas.ts";
import { useMay } from "../_lib/desk-context.tsx";
import { type Listing, viewQueries } from "../_lib/view-queries.ts";

type Props = {
  listing: Listing;
  sort: ViewSort;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onView: (view: string) => void;
};

/** Saves what the list shows under a name, or changes or removes the saved list that it is. */
export function SaveViewDialog({ open, onOpenChange, ...rest }: Props) {
  const t = useTranslations("views.save");
  const common = useTranslations("common");
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t("title")}
      description={t("body")}
      closeLabel={common("close")}
    >
      {open ? <SaveForm {...rest} onDone={() => onOpenChange(false)} /> : null}
    </Dialog>
  );
}

function SaveForm({ listing, sort, onView, onDone }: Omit<Props, "open" | "onOpenChange"> & { onDone: () => void }) {
  const t = useTranslations("views.save");
  const failure = useFailureText();
  const client = useQueryClient();
  const mayShare = useMay("desk:manage");
  const saved = useQuery(viewQueries.views()).data?.items.find((view) => view.id === listing.view);
  const own = saved && (!saved.shared || mayShare) ? saved : undefined;
  const [name, setName] = useState(own?.name ?? "");
  const [shared, setShared] = useState(own?.shared ?? false);
  const filter: ViewFilter = { ...baseOf(listing.view, saved), ...listing.filter };
  const done = (view: string) => {
    void client.invalidateQueries({ queryKey: ["views"] });
    onDone();
    onView(view);
  };
  const onError = (error: unknown) => void toast.error(failure(error));
  const save = useMutation({
    mutationFn: (over: DeskView | undefined) =>
      trpc.views.save.mutate({
        ...{ name, filter, sort, shared, position: over?.position ?? 0 },
        ...(over && { id: over.id, version: over.version }),
      }),
    onSuccess: ({ id }) => {
      toast.ok(t("saved"));
      done(id);
    },
    onError,
  });
  const remove = useMutation({
    mutationFn: (id: string) => trpc.views.remove.mutate({ id }),
    onSuccess: () => done("open"),
    onError,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(own);
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <Field id="view-name" label={t("name")}>
        <Input id="view-name" required maxLength={60} value={name} onChange={(event) => setName(event.target.value)} />
      </Field>
      {mayShare ? (
        <label className="inline-flex min-h-8 items-center gap-2">
          <input
            type="checkbox"
            className="size-4 accent-accent"
            checked={shared}
            onChange={(event) => setShared(event.target.checked)}
          />
          {t("share")}
        </label>
      ) : null}
      <div className="flex flex-wrap justify-end gap-2">
        {own ? (
          <>
            <Button type="button" variant="ghost" size="compact" onClick={() => remove.mutate(own.id)}>
              {t("remove")}
            </Button>
            <Button
              type="button"
              variant="secondary"
              size="compact"
              disabled={!name.trim()}
              onClick={() => save.mutate(undefined)}
            >
              {t("another")}
            </Button>
          </>
        ) : null}
        <Button size="compact" disabled={save.isPending || !name.trim()}>
          {own ? t("change") : t("save")}
        </Button>
      </div>
    </form>
  );
}

const baseOf = (view: string, saved: DeskView | undefined): ViewFilter =>
  saved?.filter ?? builtInFilters[view as keyof typeof builtInFilters] ?? {};
