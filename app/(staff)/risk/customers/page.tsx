import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Button } from "#app/_ui/button.tsx";
import { Field, Input } from "#app/_ui/field.tsx";
import { EmptyState, PageHeader } from "#app/_ui/surface.tsx";
import { fenOfYuan } from "#app/(staff)/desk/_lib/yuan.ts";
import type { Ctx } from "#server/core/context.ts";
import { customerRisk } from "#server/risk/index.ts";
import { mayStaff, requireStaff } from "../../_lib/guard.ts";
import { Corrections } from "./_ui/corrections.tsx";
import { Profile } from "./_ui/profile.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("riskRules.customers");
  return { title: t("title"), robots: { index: false } };
}

type Props = { searchParams: Promise<{ id?: string | string[]; amount?: string | string[] }> };
const one = (value: string | string[] | undefined) => (typeof value === "string" ? value.trim() : "");

/** One customer's risk: score and why, limits, the rules that a payment would meet, and what colleagues put right. */
export default async function CustomersPage({ searchParams }: Props) {
  const [ctx, query, t] = await Promise.all([
    requireStaff("/risk/customers"),
    searchParams,
    getTranslations("riskRules.customers"),
  ]);
  const id = one(query.id).slice(0, 128);
  const amount = one(query.amount).slice(0, 20);
  return (
    <main id="main" className="mx-auto max-w-5xl px-4 py-6 sm:px-6 sm:py-8">
      <PageHeader title={t("title")} description={t("intro")} />
      <form method="get" action="/risk/customers" className="mt-6 flex flex-wrap items-end gap-3">
        <Field id="id" label={t("id")} className="min-w-56 flex-1 sm:max-w-80">
          <Input id="id" name="id" defaultValue={id} maxLength={128} required autoComplete="off" spellCheck={false} />
        </Field>
        <Field id="amount" label={t("amount")} className="min-w-40">
          <Input
            id="amount"
            name="amount"
            defaultValue={amount}
            inputMode="decimal"
            autoComplete="off"
            className="tabular"
          />
        </Field>
        <Button>{t("search")}</Button>
      </form>
      {id === "" ? (
        <EmptyState title={t("start")} />
      ) : (
        <Found ctx={ctx} customerId={id} amountFen={fenOfYuan(amount) ?? undefined} />
      )}
    </main>
  );
}

async function Found({ ctx, customerId, amountFen }: { ctx: Ctx; customerId: string; amountFen: number | undefined }) {
  const t = await getTranslations("riskRules.customers");
  const risk = await customerRisk({ ctx, input: { customerId, amountFen } });
  return (
    <>
      {risk.known ? <Profile risk={risk} /> : <EmptyState title={t("unknown")}>{t("unknownHint")}</EmptyState>}
      <Corrections
        key={customerId}
        customerId={customerId}
        items={risk.corrections}
        mayCorrect={mayStaff(ctx, "channels:write")}
      />
    </>
  );
}
