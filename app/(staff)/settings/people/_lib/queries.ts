"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { toast } from "#app/_ui/toaster.tsx";
import { failureOf, trpc } from "#app/(staff)/_lib/trpc.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import type { InvitationView, PersonView } from "#server/auth/schemas.ts";

/** Nothing says live who signs in or joins: the page looks by the clock. */
const EVERY_MS = 20_000;

export const usePeople = (first: PersonView[]) =>
  useQuery({
    queryKey: ["people", "list"],
    queryFn: ({ signal }) => trpc.auth.people.query(undefined, { signal }),
    initialData: first,
    refetchInterval: EVERY_MS,
  });

export const useInvitations = (first: InvitationView[]) =>
  useQuery({
    queryKey: ["people", "invitations"],
    queryFn: ({ signal }) => trpc.auth.invitations.query(undefined, { signal }),
    initialData: first,
    refetchInterval: EVERY_MS,
  });

export const useSessionsOf = (userId: string) =>
  useQuery({
    queryKey: ["people", "sessions", userId],
    queryFn: ({ signal }) => trpc.auth.sessionsOf.query({ userId }, { signal }),
  });

/** Something done to an account or an invitation; whatever comes of it, everything shown is asked for anew. */
export function useAct<T>(work: (input: T) => Promise<unknown>, done: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: work,
    onSuccess: () => toast.ok(done),
    onSettled: () => client.invalidateQueries({ queryKey: ["people"] }),
  });
}

/** Words for why something could not be done to an account. */
export function usePeopleFailure(): (error: unknown) => string {
  const t = useTranslations("people.errors");
  const general = useFailureText();
  return (error) => {
    const key = failureOf(error).code as Parameters<typeof t.has>[0];
    return t.has(key) ? t(key as "LAST_ADMIN") : general(error);
  };
}
