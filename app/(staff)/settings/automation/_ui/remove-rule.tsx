"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { Button } from "#app/_ui/button.tsx";
import { Dialog } from "#app/_ui/dialog.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import { useRuleFailure } from "../_lib/failure.ts";

/** Takes a rule away, once it was asked for twice. */
export function RemoveRule({ id }: { id: string }) {
  const t = useTranslations("automation");
  const router = useRouter();
  const failure = useRuleFailure();
  const remove = useMutation({
    mutationFn: () => trpc.automation.remove.mutate({ id }),
    onSuccess: () => {
      toast.ok(t("removed"));
      router.push("/settings/automation");
    },
    onError: (error) => toast.error(failure(error)),
  });
  return (
    <Dialog
      trigger={
        <Button type="button" variant="ghost">
          {t("remove")}
        </Button>
      }
      title={t("removeTitle")}
      description={t("removeHint")}
      closeLabel={t("close")}
      footer={
        <Button type="button" variant="danger" disabled={remove.isPending} onClick={() => remove.mutate()}>
          {t("remove")}
        </Button>
      }
    />
  );
}
