import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { exactTime, shortTime } from "#app/_lib/time.ts";
import { LinkButton } from "#app/_ui/button.tsx";
import { EmptyState, PageHeader } from "#app/_ui/surface.tsx";
import { Table, Td, Th, Tr } from "#app/_ui/table.tsx";
import { channelLabels } from "#server/channels/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { formatFen } from "#server/core/money.ts";
import { causeTitle } from "#server/diagnosis/index.ts";
import { causeCodes } from "#server/diagnosis/schemas.ts";
import { listRecords, metricDefinition, rowTitle, spanText } from "#server/metrics/index.ts";
import { type MetricRecord, recordsInputSchema } from "#server/metrics/schemas.ts";
import { callStates } from "#server/tickets/schemas.ts";
import { mayStaff, requireStaff } from "../../_lib/guard.ts";
import { listHref } from "../_lib/drill.ts";
import { ManagerFrame } from "../_ui/manager-frame.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("manager.records");
  return { title: t("title"), robots: { index: false } };
}

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };
type Locale = Awaited<ReturnType<typeof getLocale>>;

/** What stands behind a number that counts no tickets: promises, calls, credits, refunds, orders and attempts at gateways. */
export default async function RecordsPage({ searchParams }: Props) {
  const ctx = await requireStaff("/manager/records");
  if (!mayStaff(ctx, "metrics:read")) redirect("/manager");
  const query = Object.fromEntries(Object.entries(await searchParams).filter(([, value]) => typeof value === "string"));
  const parsed = recordsInputSchema.safeParse(query);
  if (!parsed.success) notFound();
  const input = parsed.data;
  const page = await listRecords({ ctx, input }).catch((error: unknown) => {
    if (error instanceof DomainError && error.status === 422) notFound();
    throw error;
  });
  return <ManagerFrame ctx={ctx}>{() => content(input, page)}</ManagerFrame>;
}

async function content(
  input: ReturnType<typeof recordsInputSchema.parse>,
  { items, nextCursor }: { items: MetricRecord[]; nextCursor: string | null },
) {
  const [t, locale, labels] = await Promise.all([getTranslations("manager.records"), getLocale(), channelLabels()]);
  const time = (at: string) => exactTime(new Date(at), locale);
  const { limit: _, cursor: __, ...same } = input;
  return (
    <>
      <PageHeader
        title={titleOf(input.metric, locale) ?? t("title")}
        description={t("intro", { from: time(input.from), to: time(input.to) })}
        actions={<LinkButton href={backOf(input.metric)}>{t("back")}</LinkButton>}
      />
      <div className="mt-6">
        {items.length === 0 ? (
          <EmptyState title={t("empty")} />
        ) : (
          <Records items={items} locale={locale} t={t} labels={labels} />
        )}
      </div>
      {nextCursor ? (
        <LinkButton className="mt-4" href={listHref("records", { ...same, cursor: nextCursor })}>
          {t("more")}
        </LinkButton>
      ) : null}
    </>
  );
}

const numbers: Record<string, string> = {
  ...{ recovered: "amount_recovered", refunded: "amount_refunded", calls: "calls_kept", "calls.kept": "calls_kept" },
  ...{ attempts: "channel_attempts", failed: "channel_failed" },
};
const idOf = (metric: string) =>
  numbers[metric] ?? metric.replace(/^promise/, "attainment").replace(/^work.*/, "work_attainment");
const titleOf = (metric: string, locale: Locale) => metricDefinition(idOf(metric), locale)?.title;
const boards: [start: RegExp, board: string][] = [
  [/^(promise|calls)/, "sla"],
  [/^work/, "people"],
  [/^(attempts|failed)/, "channels"],
];
const backOf = (metric: string) => `/manager/${boards.find(([start]) => start.test(metric))?.[1] ?? "money"}`;

type Words = Awaited<ReturnType<typeof getTranslations<"manager.records">>>;
/** @property labels what the shop calls its channels */
type RowsProps = { items: MetricRecord[]; locale: Locale; t: Words; labels: Record<string, string> };

function Records({ items, locale, t, labels }: RowsProps) {
  const kind = items[0]?.kind ?? "promise";
  if (kind === "attempts") return <Attempts items={items} locale={locale} t={t} labels={labels} />;
  const promises = kind === "promise" || kind === "call";
  return (
    <Table aria-label={t("title")}>
      <thead>
        <tr>
          <Th>{t("at")}</Th>
          <Th>{t("what")}</Th>
          <Th>{t("ticket")}</Th>
          <Th>{t("order")}</Th>
          {promises ? <Th>{t(kind === "call" ? "slot" : "due")}</Th> : null}
          {promises ? <Th>{t("outcome")}</Th> : <Th align="right">{t("amount")}</Th>}
          <Th align="right">{t("took")}</Th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <Row key={item.id} item={item} locale={locale} t={t} promises={promises} />
        ))}
      </tbody>
    </Table>
  );
}

function Row({
  item,
  locale,
  t,
  promises,
}: Omit<RowsProps, "items" | "labels"> & { item: MetricRecord; promises: boolean }) {
  const now = new Date();
  const time = (at: string) => shortTime(new Date(at), now, locale);
  const link = "text-accent-text hover:underline";
  return (
    <Tr>
      <Td className="whitespace-nowrap tabular">{time(item.at)}</Td>
      <Td className="min-w-20">{whatOf(item, locale, t)}</Td>
      <Td className="tabular">
        {item.ticketNumber ? (
          <a className={link} href={`/desk/${item.ticketNumber}`}>
            {item.ticketNumber}
          </a>
        ) : (
          "–"
        )}
        {item.incident ? (
          <a className={`${link} ml-2 text-sm`} href={`/incidents/${item.incident}`}>
            {item.incident}
          </a>
        ) : null}
      </Td>
      <Td className="tabular">{item.orderNo ?? "–"}</Td>
      {promises ? <Td className="whitespace-nowrap tabular">{item.dueAt ? time(item.dueAt) : "–"}</Td> : null}
      {promises ? (
        <Td className={item.outcome === "breached" ? "text-broken" : "text-ok"}>
          {item.outcome ? t(item.outcome) : "–"}
        </Td>
      ) : (
        <Td align="right">{item.amountFen === null ? "–" : formatFen(item.amountFen)}</Td>
      )}
      <Td align="right" className="whitespace-nowrap">
        {spanText(item.tookMs, locale)}
      </Td>
    </Tr>
  );
}

/** Five minutes each, with how often something was tried or failed in them. */
function Attempts({ items, locale, t, labels }: RowsProps) {
  return (
    <Table aria-label={t("title")}>
      <thead>
        <tr>
          <Th>{t("at")}</Th>
          <Th>{t("what")}</Th>
          <Th align="right">{t("n")}</Th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <Tr key={item.id}>
            <Td className="whitespace-nowrap tabular">{shortTime(new Date(item.at), new Date(), locale)}</Td>
            <Td className="min-w-24">
              {t("window", { channel: rowTitle("gateway", item.what, labels[item.what ?? ""] ?? null, locale) })}
            </Td>
            <Td align="right">{item.n}</Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

const reasons = ["GOODWILL", "DUPLICATE", "CUSTOMER_REQUEST", "OTHER"] as const;

function whatOf({ kind, what }: MetricRecord, locale: Locale, t: Words): string {
  if (what === null) return "–";
  if (kind === "promise") return rowTitle("clock", what, null, locale);
  const call = callStates.find((state) => state === what);
  if (kind === "call" && call) return t(`call.${call}`);
  const cause = causeCodes.find((code) => code === what);
  if (cause) return causeTitle(cause, locale);
  const reason = reasons.find((each) => each === what);
  return reason ? t(`reasons.${reason}`) : what;
}
