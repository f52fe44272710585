"use client";

import { useTranslations } from "next-intl";
import { Button } from "#app/_ui/button.tsx";
import { Dialog, DialogClose } from "#app/_ui/dialog.tsx";
import { Banner, Spinner } from "#app/_ui/surface.tsx";
import type { RefundRoute } from "#server/topup/schemas.ts";
import { TopupFailure } from "./topup-failure.tsx";

type Props = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  sum: string;
  orderNo: string;
  paymentNo: string;
  route: RefundRoute;
  pending: boolean;
  error: unknown;
  second: boolean;
  onConfirm: () => void;
};

/** The last question before money goes back. It stays open when the answer was lost, so that the same attempt is repeated. */
export function RefundConfirm(props: Props) {
  const { open, onOpenChange, sum, orderNo, paymentNo, route, pending, error, second, onConfirm } = props;
  const t = useTranslations("desk.refund");
  const common = useTranslations("common");
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t("confirmTitle", { sum })}
      description={t("confirmBody", { orderNo, paymentNo })}
      closeLabel={common("close")}
      footer={
        <>
          <DialogClose render={<Button type="button" variant="secondary" size="compact" />}>
            {common("cancel")}
          </DialogClose>
          <Button
            type="button"
            size="compact"
            disabled={pending}
            icon={pending ? <Spinner /> : undefined}
            onClick={onConfirm}
          >
            {second ? t("confirmSecond", { sum }) : t("confirmNow", { sum })}
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        {second ? <Banner tone="wait">{t("secondWillFollow")}</Banner> : null}
        <p>{t(`route.${route}`)}</p>
        {error ? <TopupFailure error={error} /> : null}
      </div>
    </Dialog>
  );
}
