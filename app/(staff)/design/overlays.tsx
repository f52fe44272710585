import { getTranslations } from "next-intl/server";
import { OverlayDemos } from "./overlay-demos.tsx";

export async function Overlays() {
  const [t, common] = await Promise.all([getTranslations("design"), getTranslations("common")]);
  return (
    <OverlayDemos
      words={{
        open: t("dialog.open"),
        title: t("dialog.title"),
        text: t("dialog.text"),
        close: common("close"),
        cancel: common("cancel"),
        confirm: common("confirm"),
        tooltip: t("tooltip"),
        tooltipText: t("tooltipText"),
        ok: t("toast.ok"),
        error: t("toast.error"),
        done: t("toast.done"),
        failed: t("toast.failed"),
      }}
    />
  );
}
