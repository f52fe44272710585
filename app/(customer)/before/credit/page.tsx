import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Badge } from "#app/_ui/badge.tsx";
import { LinkButton } from "#app/_ui/button.tsx";
import { Card } from "#app/_ui/surface.tsx";
import { type ScorePart, scorePartNames } from "#server/risk/schemas.ts";
import { ownerHere } from "../_lib/owner.ts";
import { OwnAllowance } from "../_parts/allowance.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("before.credit");
  return { title: t("title"), description: t("lead") };
}

/** Where limits come from: the formula for everybody, and one's own score for whoever proved an order to be theirs. */
export default async function CreditPage() {
  const [t, owner] = await Promise.all([getTranslations("before.credit"), ownerHere(new Date())]);
  return (
    <>
      <h1 className="text-balance text-3xl font-semibold tracking-tight sm:text-4xl">{t("title")}</h1>
      <p className="mt-3 max-w-prose text-lg text-muted">{t("lead")}</p>
      {owner ? (
        <Card className="mt-8">
          <p className="text-muted">{t("score")}</p>
          <p className="mt-1 flex items-baseline gap-2">
            <span className="text-4xl font-semibold tabular">{owner.score}</span>
            <span className="text-muted">{t("of")}</span>
          </p>
        </Card>
      ) : null}
      {owner ? <OwnAllowance owner={owner} /> : null}
      <section aria-labelledby="parts" className="mt-10">
        <h2 id="parts" className="text-xl font-semibold">
          {t("parts")}
        </h2>
        <ul className="mt-4 divide-y divide-line rounded-md border border-line bg-surface">
          {scorePartNames.map((name) => (
            <Part key={name} name={name} own={owner?.parts.find(({ part }) => part === name) ?? null} />
          ))}
        </ul>
        <p className="mt-4">{t("never")}</p>
        <p className="mt-2 text-muted">{t("worth")}</p>
      </section>
      {owner ? (
        <section aria-labelledby="raise" className="mt-10">
          <h2 id="raise" className="text-xl font-semibold">
            {t("raise")}
          </h2>
          <ul className="mt-3 list-disc pl-5">
            {(["verified", "completedOrders", "cleanRecord", "ageDays"] as const)
              .filter((part) => owner.raisedBy.includes(part))
              .map((part) => (
                <li key={part}>{t(`raiseBy.${part}`)}</li>
              ))}
          </ul>
        </section>
      ) : (
        <p className="mt-8">{t("unproven")}</p>
      )}
      <Card className="mt-10">
        <h2 className="font-semibold">{t("wrong")}</h2>
        <p className="mt-1 text-muted">{t("wrongText")}</p>
      </Card>
      <div className="mt-8 flex flex-wrap gap-3">
        <LinkButton href="/before">{t("back")}</LinkButton>
        {owner ? null : <LinkButton href="/">{t("start")}</LinkButton>}
      </div>
    </>
  );
}

async function Part({ name, own }: { name: ScorePart["part"]; own: ScorePart | null }) {
  const t = await getTranslations("before.credit");
  return (
    <li className="flex items-start justify-between gap-4 px-4 py-3">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          {t(`part.${name}`)}
          {own?.corrected ? <Badge tone="accent">{t("corrected")}</Badge> : null}
        </p>
        <p className="text-sm text-muted">{t(`how.${name}`)}</p>
      </div>
      {own ? (
        <p className="shrink-0 text-right font-medium tabular">
          {own.points > 0 && name !== "base" ? "+" : ""}
          {t("points", { n: own.points })}
          <span className="block text-sm font-normal text-muted">{await factText(own)}</span>
        </p>
      ) : null}
    </li>
  );
}

async function factText({ part, fact }: ScorePart): Promise<string> {
  const t = await getTranslations("before.credit.fact");
  if (part === "base") return "";
  if (fact === null) return t("unknown");
  if (typeof fact === "boolean") return fact ? t("yes") : t("no");
  return t(part === "ageDays" ? "days" : part === "completedOrders" ? "orders" : "times", { n: fact });
}
