"use client";

import { useMutation } from "@tanstack/react-query";
import { TRPCClientError } from "@trpc/client";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { toast } from "#app/_ui/toaster.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import { fenOfYuan } from "#app/(staff)/desk/_lib/yuan.ts";
import type { GatewayKind } from "#server/gateways/schemas.ts";
import { readForm, type SettingInput, type SignType, wrongOf } from "./fields.ts";

type Fault = { path: string; name: string; text: string };

/**
 * Saves the form, and says what was wrong with which field.
 * @returns `turn`, which changes with every refusal, so that the summary takes the focus again
 */
export function useSaveChannel(channel: string, { kind, signType }: { kind: GatewayKind; signType: SignType }) {
  const t = useTranslations("channels.edit");
  const router = useRouter();
  const nameOf = useFieldName();
  const [limitWrong, setLimitWrong] = useState(false);
  const [turn, setTurn] = useState(0);
  const refuse = () => setTurn((before) => before + 1);
  const save = useMutation({
    mutationFn: (input: SettingInput) => trpc.channels.save.mutate({ channel, setting: input }),
    onSuccess: () => {
      toast.ok(t("saved"), { description: t("savedHint") });
      router.refresh();
    },
    onError: refuse,
  });
  const faults: Fault[] = errorsOf(save.error).map(({ path, message }) => ({
    path,
    name: nameOf(path),
    text: t(`wrong.${wrongOf(path, message)}`),
  }));
  if (limitWrong) faults.push({ path: "autoLimitFen", name: nameOf("autoLimitFen"), text: t("autoLimitWrong") });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const autoLimitFen = limitOf(String(form.get("autoLimit") ?? "").trim());
    setLimitWrong(autoLimitFen === null);
    if (autoLimitFen === null) refuse();
    else save.mutate(readForm(form, { kind, signType, autoLimitFen }));
  };
  const errorOf = (path: string) => faults.find((fault) => fault.path === path)?.text;
  return { submit, faults, errorOf, turn, failure: save.error, isPending: save.isPending };
}

/** Nothing at all is a limit, too. */
const limitOf = (entered: string) => (/^0(\.0{1,2})?$/.test(entered) ? 0 : fenOfYuan(entered));

/** What the server said about single fields; at its door they stand below `setting`. */
function errorsOf(error: unknown): { path: string; message: string }[] {
  if (!(error instanceof TRPCClientError)) return [];
  const { errors = [] } = (error.data ?? {}) as { errors?: { path: string; message: string }[] };
  return errors.map(({ path, message }) => ({ path: path.replace(/^setting\./, ""), message }));
}

/** What the field is called that an error's path speaks of. */
function useFieldName(): (path: string) => string {
  const t = useTranslations("channels.edit");
  return (path) => {
    const [first, name = "", ...rest] = path.split(".");
    if (first !== "config") return t.has(path as "label") ? t(path as "label") : path;
    const label = t.has(`fields.${name}` as "fields.pid") ? t(`fields.${name}` as "fields.pid") : name;
    return rest.length > 0 ? `${label} ${rest.join(".")}` : label;
  };
}
