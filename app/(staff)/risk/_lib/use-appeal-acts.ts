"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useCallback, useRef } from "react";
import { failureOf, trpc } from "#app/(staff)/_lib/trpc.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import type { AskEvidenceInput, ConfirmAppealInput, DecideAppealInput } from "#server/appeals/schemas.ts";

/** A key that nobody else makes. Unlike crypto.randomUUID it is there without https too. */
const newKey = (): string => btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(18))));

/**
 * What a person does about an appeal. A repetition of one attempt (a second click, a lost answer) gets the stored result; `renew`
 * begins another.
 */
export function useAppealActs(id: string) {
  const client = useQueryClient();
  const key = useRef(newKey());
  const onSettled = () => {
    for (const queryKey of [["appeals"], ["order"], ["topups"], ["refunds"], ["tickets"], ["ticket"]])
      void client.invalidateQueries({ queryKey });
  };
  const claim = useMutation({ mutationFn: (take: boolean) => trpc.appeals.claim.mutate({ id, take }), onSettled });
  const ask = useMutation({ mutationFn: (wish: AskEvidenceInput) => trpc.appeals.ask.mutate({ id, wish }), onSettled });
  const decide = useMutation({
    mutationFn: (decision: DecideAppealInput) => trpc.appeals.decide.mutate({ id, key: key.current, decision }),
    onSettled,
  });
  const confirm = useMutation({
    mutationFn: (answer: ConfirmAppealInput) => trpc.appeals.confirm.mutate({ id, key: key.current, answer }),
    onSettled,
  });
  const carryOn = useMutation({ mutationFn: () => trpc.appeals.carryOn.mutate({ id }), onSettled });
  const takeBack = useMutation({
    mutationFn: (note: string) => trpc.appeals.takeBack.mutate({ id, note }),
    onSettled,
  });
  const renew = useCallback(() => {
    key.current = newKey();
  }, []);
  return { claim, ask, decide, confirm, carryOn, takeBack, renew };
}
export type AppealActs = ReturnType<typeof useAppealActs>;

/** Words for why something about an appeal was refused. */
export function useAppealFailure(): (error: unknown) => string {
  const t = useTranslations("appeals.errors");
  const general = useFailureText();
  return useCallback(
    (error) => {
      const { code } = failureOf(error);
      return t.has(code as "FORBIDDEN") ? t(code as "FORBIDDEN") : general(error);
    },
    [t, general],
  );
}
