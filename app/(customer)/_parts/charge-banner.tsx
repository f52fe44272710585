import { getTranslations } from "next-intl/server";
import { Banner } from "#app/_ui/surface.tsx";
import type { ChargeState } from "#server/diagnosis/schemas.ts";

/** Stands on every page of a run and ticket for as long as paying again could charge twice. */
export async function ChargeBanner({ chargeState, payHref }: { chargeState: ChargeState; payHref?: string }) {
  if (chargeState === "none") return null;
  const t = await getTranslations("customer.risk");
  const confirmed = chargeState === "confirmed";
  return (
    <Banner tone={confirmed ? "broken" : "wait"} title={t(chargeState)} className="mb-6">
      <p className="text-sm">
        {t(`${chargeState}Text`)}{" "}
        {payHref ? (
          <a href={payHref} className="font-medium whitespace-nowrap underline underline-offset-4">
            {t("link")}
          </a>
        ) : null}
      </p>
    </Banner>
  );
}
