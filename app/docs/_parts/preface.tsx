import { getTranslations } from "next-intl/server";
import { Table, Td, Th, Tr } from "#app/_ui/table.tsx";
import { keyBudget } from "#app/api/v1/_rest/caller.ts";
import { permissions } from "#server/core/permissions.ts";
import { allProblems } from "#server/http/index.ts";
import { Code } from "./text.tsx";

const rules = ["money", "times", "lists", "idempotency", "limits", "language"] as const;

/** What holds for every operation: who calls, the conventions, and the errors (each with the anchor its `type` points at). */
export async function Preface({ locale, appUrl }: { locale: string; appUrl: string }) {
  const t = await getTranslations("docs");
  const example = [
    `KEY=$(npm run -s admin -- api-key create --name my-shop --scopes tickets:read,trace:read)`,
    `curl ${appUrl}/api/v1/tickets -H "Authorization: Bearer $KEY"`,
  ].join("\n");
  return (
    <>
      <section aria-labelledby="auth" className="flex flex-col gap-3">
        <h2 id="auth" className="text-xl font-semibold">
          {t("auth.title")}
        </h2>
        <p className="max-w-prose text-muted">{t("auth.key")}</p>
        <Code label="curl">{example}</Code>
        <p className="max-w-prose text-muted">{t("auth.scopes")}</p>
        <ul className="flex flex-wrap gap-2">
          {permissions.map((scope) => (
            <li key={scope} className="rounded-md bg-sunken px-2 font-mono text-sm">
              {scope}
            </li>
          ))}
        </ul>
        <p className="max-w-prose text-muted">{t("auth.staff")}</p>
        <p className="max-w-prose text-muted">{t("auth.events")}</p>
      </section>
      <section aria-labelledby="rules" className="flex flex-col gap-3">
        <h2 id="rules" className="text-xl font-semibold">
          {t("rules.title")}
        </h2>
        <ul className="flex max-w-prose list-disc flex-col gap-1.5 pl-5 text-muted">
          {rules.map((rule) => (
            <li key={rule}>{t(`rules.${rule}`, { keyLimit: keyBudget.points })}</li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="errors" className="flex flex-col gap-3">
        <h2 id="errors" className="text-xl font-semibold">
          {t("errors.title")}
        </h2>
        <p className="max-w-prose text-muted">{t("errors.intro")}</p>
        <Table aria-label={t("errors.code")}>
          <thead>
            <tr>
              <Th>{t("errors.code")}</Th>
              <Th>{t("errors.meaning")}</Th>
            </tr>
          </thead>
          <tbody>
            {allProblems(locale === "en" ? "en" : "zh-CN").map(({ code, title }) => (
              <Tr key={code} id={code}>
                <Td className="font-mono">{code}</Td>
                <Td>{title}</Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      </section>
    </>
  );
}
