"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Badge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Field, Input, Select } from "#app/_ui/field.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { workQueries } from "#app/(staff)/desk/_lib/work-queries.ts";
import { type DeskTag, tagColours } from "#server/tickets/schemas.ts";

const blank: DeskTag = { name: "", colour: "neutral", about: "" };

/** Tags that the desk agreed on. Saving one that is there changes its colour and what is said of it. */
export function Tags({ mayWrite }: { mayWrite: boolean }) {
  const t = useTranslations("work.words");
  const failure = useFailureText();
  const client = useQueryClient();
  const list = useQuery(workQueries.tags());
  const tags = list.data?.items ?? [];
  const [tag, setTag] = useState<DeskTag>(blank);
  const again = () => void client.invalidateQueries({ queryKey: ["deskWords"] });
  const save = useMutation({
    mutationFn: () => trpc.deskWords.saveTag.mutate(tag),
    onSuccess: () => {
      toast.ok(t("saved"));
      setTag(blank);
    },
    onError: (error) => void toast.error(failure(error)),
    onSettled: again,
  });
  const remove = useMutation({
    mutationFn: (name: string) => trpc.deskWords.removeTag.mutate({ name }),
    onSuccess: () => void toast.ok(t("removed")),
    onError: (error) => void toast.error(failure(error)),
    onSettled: again,
  });
  return (
    <section aria-labelledby="tags-title" className="grid gap-3">
      <h2 id="tags-title" className="text-lg font-semibold">
        {t("tags")}
      </h2>
      {list.data && tags.length === 0 ? <p className="text-muted">{t("noneTags")}</p> : null}
      <ul className="grid gap-2">
        {tags.map((one) => (
          <li key={one.name} className="flex flex-wrap items-center gap-3">
            <Badge tone={one.colour}>{one.name}</Badge>
            <span className="min-w-0 flex-1 text-sm break-words text-muted">{one.about}</span>
            {mayWrite ? (
              <>
                <Button
                  type="button"
                  size="compact"
                  variant="secondary"
                  aria-label={t("edit", { name: one.name })}
                  onClick={() => setTag(one)}
                >
                  {t("edit", { name: "" }).trim()}
                </Button>
                <Button type="button" size="compact" variant="ghost" onClick={() => remove.mutate(one.name)}>
                  {t("remove")}
                </Button>
              </>
            ) : null}
          </li>
        ))}
      </ul>
      {mayWrite ? (
        <form
          className="grid gap-4 rounded-md border border-line bg-surface p-4 sm:grid-cols-3"
          onSubmit={(event) => {
            event.preventDefault();
            if (tag.name.trim() !== "" && !save.isPending) save.mutate();
          }}
        >
          <Field id="tag-name" label={t("tag")}>
            <Input
              id="tag-name"
              required
              maxLength={40}
              value={tag.name}
              onChange={(event) => setTag({ ...tag, name: event.target.value })}
            />
          </Field>
          <Field id="tag-colour" label={t("colour")}>
            <Select
              id="tag-colour"
              value={tag.colour}
              onChange={(event) => setTag({ ...tag, colour: event.target.value as DeskTag["colour"] })}
              options={tagColours.map((colour) => ({ value: colour, label: t(`colours.${colour}`) }))}
            />
          </Field>
          <Field id="tag-about" label={t("about")}>
            <Input
              id="tag-about"
              maxLength={200}
              value={tag.about}
              onChange={(event) => setTag({ ...tag, about: event.target.value })}
            />
          </Field>
          <div className="sm:col-span-3">
            <Button size="compact" disabled={save.isPending}>
              {t("save")}
            </Button>
          </div>
        </form>
      ) : null}
    </section>
  );
}
