"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { toast } from "#app/_ui/toaster.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";

type Save = Parameters<typeof trpc.packs.save.mutate>[0];
type Propose = Parameters<typeof trpc.packs.propose.mutate>[0];

/** Everything that can be done to a version. Each says what became of it, and lists are asked anew. */
export function usePackActions() {
  const t = useTranslations("checklist.done");
  const router = useRouter();
  const client = useQueryClient();
  const fresh = () => client.invalidateQueries({ queryKey: ["packs"] });
  const start = useMutation({
    mutationFn: (input: Save) => trpc.packs.save.mutate(input),
    onSuccess: async ({ id }) => {
      await fresh();
      router.push(`/checklist/versions/${id}/edit`);
    },
  });
  const save = useMutation({
    mutationFn: (input: Save) => trpc.packs.save.mutate(input),
    onSuccess: async () => {
      toast.ok(t("saved"));
      await fresh();
    },
  });
  const discard = useMutation({
    mutationFn: (id: string) => trpc.packs.discard.mutate({ id }),
    onSuccess: () => {
      toast.ok(t("discarded"));
      client.removeQueries({ queryKey: ["packs", "one"] });
      void fresh();
      router.push("/checklist/versions");
    },
  });
  const propose = useMutation({
    mutationFn: (input: Propose) => trpc.packs.propose.mutate(input),
    onSuccess: async ({ version }) => {
      toast.ok(t("proposed"), { description: t("proposedHint") });
      await fresh();
      router.replace(`/checklist/versions/${version}`);
    },
  });
  const publish = useMutation({
    mutationFn: (input: { version: string; diffHash: string }) => trpc.packs.publish.mutate(input),
    onSuccess: async () => {
      toast.ok(t("published"), { description: t("publishedHint") });
      await fresh();
    },
  });
  const decline = useMutation({
    mutationFn: (input: { version: string; note: string }) => trpc.packs.decline.mutate(input),
    onSuccess: async () => {
      toast.ok(t("declined"));
      await fresh();
    },
  });
  return { start, save, discard, propose, publish, decline };
}
