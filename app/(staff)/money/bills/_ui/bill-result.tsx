"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { StateBadge } from "#app/_ui/badge.tsx";
import { Money } from "#app/_ui/money.tsx";
import { Banner, Facts } from "#app/_ui/surface.tsx";
import { Table, Td, Th, Tr } from "#app/_ui/table.tsx";
import { type Bill, MAX_BILL_ITEMS } from "#server/bills/schemas.ts";

/** What both sides add up to. */
export function Sums({ bill }: { bill: Bill }) {
  const t = useTranslations("bills.bill");
  const rows = [
    { key: "paid", theirs: bill.paidFen, ours: bill.ourPaidFen },
    { key: "refunded", theirs: bill.refundedFen, ours: bill.ourRefundedFen },
  ] as const;
  return (
    <section aria-labelledby="sums-title" className="min-w-0">
      <h3 id="sums-title" className="mb-2 font-medium">
        {t("sums")}
      </h3>
      <div className="hidden sm:block">
        <Table aria-label={t("sums")}>
          <thead>
            <tr>
              <Th>
                <span className="sr-only">{t("kind")}</span>
              </Th>
              <Th align="right">{t("theirs")}</Th>
              <Th align="right">{t("ours")}</Th>
              <Th align="right">{t("difference")}</Th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, theirs, ours }) => (
              <Tr key={key} className="last:[&>th]:border-b-0">
                <th scope="row" className="border-b border-line px-3 py-2 text-left font-medium">
                  {t(key)}
                </th>
                <Td align="right">
                  <Money fen={theirs} />
                </Td>
                <Td align="right">
                  <Money fen={ours} />
                </Td>
                <Td align="right">
                  <Difference fen={theirs - ours} />
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      </div>
      <div className="grid gap-4 sm:hidden">
        {rows.map(({ key, theirs, ours }) => (
          <div key={key}>
            <h4 className="font-medium">{t(key)}</h4>
            <Facts
              className="text-sm"
              items={[
                { label: t("theirs"), value: <Money fen={theirs} /> },
                { label: t("ours"), value: <Money fen={ours} /> },
                { label: t("difference"), value: <Difference fen={theirs - ours} /> },
              ]}
            />
          </div>
        ))}
      </div>
      {bill.refundedFen > 0 ? <p className="mt-1.5 text-xs text-muted">{t("refundedNote")}</p> : null}
    </section>
  );
}

function Difference({ fen }: { fen: number }) {
  const t = useTranslations("bills.bill");
  if (fen === 0) return <span className="font-medium text-ok">{t("agree")}</span>;
  return <Money fen={fen} className="font-medium text-broken" />;
}

/** What differs, by kind, each with its way to the queue. */
export function Result({ bill }: { bill: Bill }) {
  const t = useTranslations("bills");
  const found = bill.mismatches.filter((one) => one.found > 0 || one.open > 0);
  return (
    <section aria-labelledby="result-title" className="min-w-0">
      <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
        <h3 id="result-title" className="font-medium">
          {t("bill.result")}
        </h3>
        <span className="text-sm text-muted tabular">
          {bill.linesRead === 0 ? t("bill.noLines") : t("bill.matched", { n: bill.matched })}
        </span>
      </div>
      {found.length === 0 ? (
        <StateBadge tone="ok">{t("bill.allRight")}</StateBadge>
      ) : (
        <Mismatches bill={bill} found={found} />
      )}
      {bill.waiting > 0 ? <p className="mt-2 text-sm text-muted">{t("bill.waiting", { n: bill.waiting })}</p> : null}
      {bill.capped ? (
        <Banner tone="broken" className="mt-3">
          {t("bill.capped", { n: MAX_BILL_ITEMS })}
        </Banner>
      ) : null}
    </section>
  );
}

function Mismatches({ bill, found }: { bill: Bill; found: Bill["mismatches"] }) {
  const t = useTranslations("bills");
  return (
    <ul className="divide-y divide-line rounded-md border border-line">
      {found.map(({ kind, found: all, open }) => {
        const name = t(`kinds.${kind}`);
        return (
          <li key={kind} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-3 py-2.5">
            <div className="min-w-0">
              <p className="font-medium">{name}</p>
              <p className="text-sm text-muted tabular">
                {t("bill.found")} {all} · {t("bill.open")} {open}
              </p>
            </div>
            {open > 0 ? (
              <Link
                href={`/money?kind=${kind}&channel=${encodeURIComponent(bill.channel)}`}
                prefetch={false}
                aria-label={t("bill.toQueueOf", { kind: name })}
                className="inline-flex min-h-9 items-center rounded-md px-2 text-sm font-medium text-accent-text hover:bg-accent-soft"
              >
                {t("bill.toQueue")}
              </Link>
            ) : (
              <StateBadge tone="ok">{t("bill.handled")}</StateBadge>
            )}
          </li>
        );
      })}
    </ul>
  );
}
