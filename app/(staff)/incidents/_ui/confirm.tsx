"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Dialog, DialogClose } from "#app/_ui/dialog.tsx";

type Props = {
  open: boolean;
  title: string;
  /** What will come of it, in numbers and money. */
  children: ReactNode;
  yes: string;
  onYes: () => void;
  onClose: () => void;
};

/** What reaches many customers or moves much money is said once more before it is done. */
export function Confirm({ open, title, children, yes, onYes, onClose }: Props) {
  const t = useTranslations("incidents");
  return (
    <Dialog
      open={open}
      onOpenChange={(stays) => stays || onClose()}
      title={title}
      closeLabel={t("close")}
      footer={
        <>
          <DialogClose render={<Button type="button" variant="secondary" />}>{t("cancel")}</DialogClose>
          <Button
            type="button"
            data-first
            onClick={() => {
              onClose();
              onYes();
            }}
          >
            {yes}
          </Button>
        </>
      }
    >
      <p className="text-sm">{children}</p>
    </Dialog>
  );
}
