import { getLocale, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { exactTime } from "#app/_lib/time.ts";
import { LinkButton } from "#app/_ui/button.tsx";
import { Money } from "#app/_ui/money.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Banner, Card, Facts } from "#app/_ui/surface.tsx";
import { formatFen } from "#server/core/money.ts";
import type { CustomerLane } from "#server/disputes/schemas.ts";
import { CopyText } from "../../_parts/copy-text.tsx";

type Asked = NonNullable<CustomerLane["asked"]>;
type Way = NonNullable<CustomerLane["complain"]>;

/** That the payment channel was asked, and after a day without an answer how the customer can complain there themselves. */
export async function FastLane({ number, lane }: { number: string; lane: CustomerLane }) {
  if (lane.complain) return <Complain number={number} way={lane.complain} />;
  return lane.asked ? <AskedCard asked={lane.asked} /> : null;
}

async function AskedCard({ asked }: { asked: Asked }) {
  const t = await getTranslations("cases.customer");
  const moment = (at: string) => ({ time: () => <RelativeTime at={at} exact /> });
  return (
    <Card>
      <h2 className="mb-2 font-semibold">{t("title")}</h2>
      <p>{t.rich("asked", moment(asked.filedAt))}</p>
      <p className="mt-1 text-muted">{asked.late ? t("late") : t.rich("due", moment(asked.dueAt))}</p>
    </Card>
  );
}

async function Complain({ number, way }: { number: string; way: Way }) {
  const [t, common, locale] = await Promise.all([
    getTranslations("cases.customer"),
    getTranslations("common"),
    getLocale(),
  ]);
  const paidAt = way.paidAt ? exactTime(new Date(way.paidAt), locale) : t("unknown");
  const text = t("text", {
    paidAt,
    amount: formatFen(way.amountFen),
    product: way.productName,
    orderNo: way.orderNo,
    outTradeNo: way.outTradeNo ?? t("unknown"),
    tradeNo: way.gatewayTradeNo ?? t("unknown"),
  });
  const steps = t(`path.${way.path}`).split("|");
  return (
    <Card id="complain">
      <h2 className="sr-only">{t("title")}</h2>
      <Banner tone="wait" title={t(way.because === "gateway_silent" ? "silentTitle" : "openTitle")}>
        {t(way.because === "gateway_silent" ? "silent" : "open")}
      </Banner>
      <Part title={t("how")}>
        <ol className="grid list-decimal gap-1 pl-5">
          {steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      </Part>
      <Part title={t("numbers")}>
        <Numbers way={way} paidAt={paidAt} />
      </Part>
      <div className="mt-5">
        <CopyText
          id="complaint-text"
          text={text}
          label={t("prefilled")}
          copy={common("copy")}
          copied={common("copied")}
        />
      </div>
      <Part title={t("evidence")}>
        <p className="mb-3 text-muted">{t("evidenceHint")}</p>
        <div className="flex flex-wrap gap-3">
          <LinkButton href={`/t/${encodeURIComponent(number)}/evidence?format=pdf`}>{t("pdf")}</LinkButton>
          <LinkButton href={`/t/${encodeURIComponent(number)}/evidence?format=csv`}>{t("csv")}</LinkButton>
        </div>
      </Part>
      {way.hotline ? (
        <Part title={t("hotlineTitle")}>
          <p className="text-muted">{t("hotline")}</p>
        </Part>
      ) : null}
    </Card>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="mt-5">
      <h3 className="mb-2 font-semibold">{title}</h3>
      {children}
    </div>
  );
}

async function Numbers({ way, paidAt }: { way: Way; paidAt: string }) {
  const t = await getTranslations("cases.customer");
  const number = (value: string) => <span className="break-all select-all">{value}</span>;
  const items = [
    { label: t("tradeNo"), value: way.gatewayTradeNo ? number(way.gatewayTradeNo) : null },
    { label: t("outTradeNo"), value: way.outTradeNo ? number(way.outTradeNo) : null },
    { label: t("orderNo"), value: number(way.orderNo) },
    { label: t("amount"), value: <Money fen={way.amountFen} /> },
    { label: t("paidAt"), value: way.paidAt ? paidAt : null },
    { label: t("product"), value: way.productName || null },
  ];
  return <Facts items={items.filter((item) => item.value !== null)} />;
}
