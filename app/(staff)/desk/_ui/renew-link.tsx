"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { Button } from "#app/_ui/button.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { does } from "#app/(staff)/_lib/actions/does.ts";
import { queries } from "#app/(staff)/_lib/queries.ts";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { useDesk } from "../_lib/desk-context.tsx";
import { useActionsOf } from "../_lib/use-actions-of.ts";

/** Makes the links worthless that the customer of a ticket was given, when one went astray. */
export function RenewLink({ number }: { number: string }) {
  const t = useTranslations("mine.desk");
  const failure = useFailureText();
  const client = useQueryClient();
  const { locale } = useDesk();
  const renew = useMutation({
    mutationFn: () => trpc.tickets.renewLink.mutate({ number }),
    onSuccess: () => toast.ok(t("renewed")),
    onError: (error) => toast.error(failure(error)),
    onSettled: () => client.invalidateQueries({ queryKey: queries.ticket(number, locale).queryKey }),
  });
  useActionsOf(number, { "ticket.renew": !renew.isPending && (() => renew.mutate()) });
  return (
    <div className="mt-3">
      <Button
        type="button"
        variant="ghost"
        size="compact"
        className="-ml-3"
        disabled={renew.isPending}
        onClick={() => renew.mutate()}
        {...does("ticket.renew")}
      >
        {t("renew")}
      </Button>
      <p className="mt-1 text-sm text-faint">{t("renewHint")}</p>
    </div>
  );
}
