import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { AppBar } from "#app/_ui/app-bar.tsx";
import { PageHeader } from "#app/_ui/surface.tsx";
import { openApiDocument } from "#app/api/v1/_rest/index.ts";
import type { OpenApiDocument, Operation } from "#app/api/v1/_rest/openapi.ts";
import { OperationSection } from "./_parts/operation-section.tsx";
import { Preface } from "./_parts/preface.tsx";
import { SchemaTable } from "./_parts/schema-table.tsx";
import { summariesZh } from "./_parts/summaries.zh.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("docs");
  return { title: t("title") };
}

type Listed = { method: string; path: string; operation: Operation };

/** The documentation of the outside surface: our own OpenAPI description, made readable. Needs no script. */
export default async function Docs() {
  const [t, locale] = await Promise.all([getTranslations("docs"), getLocale()]);
  const document = openApiDocument();
  const appUrl = document.servers[0]?.url ?? "";
  const groups = groupsOf(document);
  const shapes = Object.entries(document.components.schemas ?? {});
  const tagName = (tag: string) => t(`tags.${tag}` as "tags.Events");
  const titleOf = ({ operationId, summary }: Operation) =>
    locale === "en" ? summary : (summariesZh[operationId] ?? summary);
  const contents = <Contents groups={groups} tagName={tagName} titleOf={titleOf} last={t("schemas")} />;
  return (
    <>
      <AppBar wide />
      <div className="mx-auto flex max-w-6xl flex-col gap-8 px-4 py-8 sm:px-6 lg:flex-row lg:gap-12">
        <nav aria-label={t("contents")} className="text-sm lg:hidden">
          <details className="rounded-md border border-line bg-surface px-4">
            <summary className="touch flex items-center font-semibold">{t("contents")}</summary>
            <div className="pb-4">{contents}</div>
          </details>
        </nav>
        <nav
          aria-label={t("contents")}
          className="hidden w-60 shrink-0 text-sm lg:sticky lg:top-4 lg:block lg:max-h-dvh lg:overflow-y-auto lg:pb-16"
        >
          <p className="mb-2 font-semibold">{t("contents")}</p>
          {contents}
        </nav>
        <main id="main" className="flex min-w-0 flex-1 flex-col gap-10">
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
          <Preface locale={locale} appUrl={appUrl} />
          {groups.map(({ tag, operations }) => (
            <section key={tag} id={`tag-${tag}`} aria-labelledby={`tag-${tag}-title`}>
              <h2 id={`tag-${tag}-title`} className="pb-4 text-xl font-semibold">
                {tagName(tag)}
              </h2>
              {operations.map((listed) => (
                <OperationSection
                  key={listed.operation.operationId}
                  title={titleOf(listed.operation)}
                  appUrl={appUrl}
                  {...listed}
                />
              ))}
            </section>
          ))}
          <section id="shapes" aria-labelledby="shapes-title" className="flex flex-col gap-8">
            <h2 id="shapes-title" className="text-xl font-semibold">
              {t("schemas")}
            </h2>
            {shapes.map(([name, schema]) => (
              <div key={name} id={`shape-${name}`} className="flex min-w-0 flex-col gap-2">
                <h3 className="font-mono font-semibold">{name}</h3>
                <SchemaTable schema={schema} label={name} />
              </div>
            ))}
          </section>
        </main>
      </div>
    </>
  );
}

function groupsOf(document: OpenApiDocument): { tag: string; operations: Listed[] }[] {
  const all = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  );
  return document.tags.map(({ name }) => ({
    tag: name,
    operations: all.filter(({ operation }) => operation.tags.includes(name)),
  }));
}

type ContentsProps = {
  groups: ReturnType<typeof groupsOf>;
  tagName(tag: string): string;
  titleOf(operation: Operation): string;
  last: string;
};

function Contents({ groups, tagName, titleOf, last }: ContentsProps) {
  return (
    <ul className="flex flex-col gap-3">
      {groups.map(({ tag, operations }) => (
        <li key={tag}>
          <a href={`#tag-${tag}`} className="font-medium hover:underline">
            {tagName(tag)}
          </a>
          <ul className="mt-1 flex flex-col">
            {operations.map(({ operation }) => (
              <li key={operation.operationId}>
                <a href={`#${operation.operationId}`} className="block py-1 text-muted hover:text-text hover:underline">
                  {titleOf(operation)}
                </a>
              </li>
            ))}
          </ul>
        </li>
      ))}
      <li>
        <a href="#shapes" className="font-medium hover:underline">
          {last}
        </a>
      </li>
    </ul>
  );
}
