import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { PageHeader } from "#app/_ui/surface.tsx";
import { openApiDocument } from "#app/api/v1/_rest/index.ts";
import { DocsFrame } from "./_parts/docs-frame.tsx";
import { MethodBadge } from "./_parts/method-badge.tsx";
import { Preface } from "./_parts/preface.tsx";
import { type Group, groupsOf, operationHref, titleOf } from "./_parts/reference.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("docs");
  return { title: t("title") };
}

/** The documentation of the outside surface: what holds everywhere, and every operation in a line. Needs no script. */
export default async function Docs() {
  const [t, locale] = await Promise.all([getTranslations("docs"), getLocale()]);
  const document = openApiDocument();
  const groups = groupsOf(document);
  return (
    <DocsFrame groups={groups}>
      <PageHeader
        title={t("title")}
        description={t.rich("description", {
          link: (chunks) => (
            <a href="/api/openapi.json" className="font-mono text-accent-text underline underline-offset-4">
              {chunks}
            </a>
          ),
        })}
      />
      <Preface locale={locale} appUrl={document.servers[0]?.url ?? ""} />
      <section aria-labelledby="operations" className="flex flex-col gap-6">
        <h2 id="operations" className="text-xl font-semibold">
          {t("operations")}
        </h2>
        {groups.map((group) => (
          <Operations key={group.slug} group={group} />
        ))}
      </section>
    </DocsFrame>
  );
}

async function Operations({ group }: { group: Group }) {
  const [t, locale] = await Promise.all([getTranslations("docs.tags"), getLocale()]);
  return (
    <section aria-labelledby={`group-${group.slug}`} className="flex flex-col gap-2">
      <h3 id={`group-${group.slug}`} className="font-semibold">
        <a href={`/docs/${group.slug}`} className="hover:underline">
          {t(group.tag as "Events")}
        </a>
      </h3>
      <ul className="flex flex-col divide-y divide-line border-y border-line">
        {group.operations.map(({ method, path, operation }) => (
          // Links from outside name operations: on this page they end at the line that leads on.
          <li key={operation.operationId} id={operation.operationId}>
            <a
              href={operationHref(group, operation)}
              className="group flex flex-col gap-x-4 gap-y-1 py-2 text-sm sm:flex-row sm:items-baseline"
            >
              <span className="flex min-w-0 items-baseline gap-2 font-mono break-all sm:w-1/2">
                <MethodBadge method={method} />
                {path}
              </span>
              <span className="min-w-0 text-muted group-hover:underline">{titleOf(operation, locale)}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
