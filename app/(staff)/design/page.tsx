import { Inbox, Lock } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { clockText } from "#app/_lib/time.ts";
import { Badge, StateBadge, tones } from "#app/_ui/badge.tsx";
import { Button, buttonVariants, LinkButton } from "#app/_ui/button.tsx";
import { Countdown } from "#app/_ui/countdown.tsx";
import { Money } from "#app/_ui/money.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Banner, Card, EmptyState, ErrorState, Facts, Kbd, PageHeader, Skeleton, Spinner } from "#app/_ui/surface.tsx";
import { Table, Td, Th, Tr } from "#app/_ui/table.tsx";
import { requireStaff } from "../_lib/guard.ts";
import { StaffShell } from "../_ui/staff-shell.tsx";
import { Fields } from "./fields.tsx";
import { Overlays } from "./overlays.tsx";
import { Traces } from "./traces.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("design");
  return { title: t("title") };
}

const surfaces = ["bg-canvas", "bg-surface", "bg-sunken", "bg-accent", "bg-accent-soft"];
const stateGrounds = ["bg-ok-soft", "bg-wait-soft", "bg-broken-soft", "bg-unknown-soft"];
const COUNT_MS = 9 * 60_000;

/** Every primitive in every state, for the people who build and keep the pages. */
export default async function DesignPage() {
  const [ctx, t] = await Promise.all([requireStaff("/design"), getTranslations("design")]);
  const now = new Date();
  const later = new Date(now.getTime() + COUNT_MS);
  return (
    <StaffShell ctx={ctx}>
      <main id="main" className="mx-auto grid max-w-5xl gap-12 px-4 py-10 sm:px-6">
        <PageHeader title={t("title")} description={t("lead")} />
        <Section title={t("section.colour")}>
          <div className="flex flex-wrap gap-3">
            {[...surfaces, ...stateGrounds].map((name) => (
              <div key={name} className="text-xs text-muted">
                <div className={`size-16 rounded-md border border-line ${name}`} />
                {name.slice(3)}
              </div>
            ))}
          </div>
        </Section>
        <Section title={t("section.type")}>
          <h3 className="text-3xl font-semibold">{t("sample.heading")}</h3>
          <h4 className="text-xl font-semibold">{t("sample.heading")}</h4>
          <p>{t("sample.body")}</p>
          <p className="text-muted">{t("sample.body")}</p>
          <p className="text-sm text-faint">{t("sample.body")}</p>
        </Section>
        <Section title={t("section.buttons")}>
          {(["touch", "compact"] as const).map((size) => (
            <div key={size} className="flex flex-wrap items-center gap-3">
              {buttonVariants.map((variant) => (
                <Button key={variant} type="button" variant={variant} size={size}>
                  {t(`button.${variant}`)}
                </Button>
              ))}
              <Button type="button" size={size} disabled>
                {t("button.disabled")}
              </Button>
              <Button type="button" size={size} aria-disabled icon={<Spinner />}>
                {t("button.busy")}
              </Button>
              <LinkButton href="/design" size={size}>
                {t("button.link")}
              </LinkButton>
            </div>
          ))}
        </Section>
        <Section title={t("section.fields")}>
          <Fields />
        </Section>
        <Section title={t("section.states")}>
          <div className="flex flex-wrap gap-3">
            {tones.map((tone) => (
              <StateBadge key={tone} tone={tone}>
                {t(`tone.${tone}`)}
              </StateBadge>
            ))}
            <Badge>12</Badge>
            <span className="text-sm text-muted">
              {t("key")} <Kbd>J</Kbd> <Kbd>K</Kbd>
            </span>
          </div>
        </Section>
        <Section title={t("section.banners")}>
          {tones.map((tone) => (
            <Banner key={tone} tone={tone} title={t(`tone.${tone}`)}>
              {t("sample.body")}
            </Banner>
          ))}
        </Section>
        <Section title={t("section.trace")}>
          <Traces now={now} />
        </Section>
        <Section title={t("section.table")}>
          <Table aria-label={t("section.table")}>
            <thead>
              <tr>
                <Th>{t("table.number")}</Th>
                <Th>{t("table.status")}</Th>
                <Th align="right">{t("table.amount")}</Th>
              </tr>
            </thead>
            <tbody>
              {[20_000, 129_950, 5].map((fen) => (
                <Tr key={fen}>
                  <Td className="tabular">{`T20240510-${fen}`}</Td>
                  <Td>
                    <StateBadge tone="wait">{t("tone.wait")}</StateBadge>
                  </Td>
                  <Td align="right">
                    <Money fen={fen} />
                  </Td>
                </Tr>
              ))}
            </tbody>
          </Table>
        </Section>
        <Section title={t("section.time")}>
          <Facts
            items={[
              { label: "RelativeTime", value: <RelativeTime at={new Date(now.getTime() - 180_000)} now={now} /> },
              { label: "RelativeTime exact", value: <RelativeTime at={now} exact /> },
              {
                label: "Countdown",
                value: <Countdown until={later.toISOString()} initialText={clockText(COUNT_MS)} />,
              },
              { label: "Money", value: <Money fen={20_000} /> },
              { label: "Money", value: <Money fen={null} /> },
            ]}
          />
        </Section>
        <Section title={t("section.overlays")}>
          <Overlays />
        </Section>
        <Section title={t("section.loading")}>
          <Skeleton className="h-6 w-1/3" />
          <Skeleton className="h-24 w-full" />
        </Section>
        <Section title={t("section.empty")}>
          <Card>
            <EmptyState title={t("empty.title")} icon={<Inbox />}>
              {t("empty.body")}
            </EmptyState>
          </Card>
          <Card>
            <ErrorState title={t("error.title")}>{t("error.body")}</ErrorState>
          </Card>
          <Card>
            <EmptyState title={t("forbidden.title")} icon={<Lock />}>
              {t("forbidden.body")}
            </EmptyState>
          </Card>
        </Section>
      </main>
    </StaffShell>
  );
}

function Section({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <section className="grid gap-4">
      <h2 className="border-b border-line pb-2 text-lg font-semibold">{title}</h2>
      {children}
    </section>
  );
}
