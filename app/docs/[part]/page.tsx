import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { PageHeader } from "#app/_ui/surface.tsx";
import { openApiDocument } from "#app/api/v1/_rest/index.ts";
import { DocsFrame } from "../_parts/docs-frame.tsx";
import { OperationSection } from "../_parts/operation-section.tsx";
import { groupsOf, SHAPES, titleOf } from "../_parts/reference.ts";
import { SchemaTable } from "../_parts/schema-table.tsx";

type Props = { params: Promise<{ part: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const [{ name }, t] = await Promise.all([params.then(({ part }) => load(part)), getTranslations("docs")]);
  return { title: `${name} · ${t("title")}` };
}

/** One group of operations, or the shapes that operations take and answer. */
export default async function DocsPart({ params }: Props) {
  const [{ document, groups, group, name }, t, locale] = await Promise.all([
    params.then(({ part }) => load(part)),
    getTranslations("docs"),
    getLocale(),
  ]);
  return (
    <DocsFrame groups={groups} current={group?.slug ?? SHAPES}>
      <PageHeader title={name} description={t(group ? "groupIntro" : "schemasIntro")} />
      {group
        ? group.operations.map((listed) => (
            <OperationSection
              key={listed.operation.operationId}
              title={titleOf(listed.operation, locale)}
              appUrl={document.servers[0]?.url ?? ""}
              {...listed}
            />
          ))
        : Object.entries(document.components.schemas ?? {}).map(([shape, schema]) => (
            <section
              key={shape}
              id={`shape-${shape}`}
              aria-labelledby={`${shape}-title`}
              className="flex min-w-0 flex-col gap-2"
            >
              <h2 id={`${shape}-title`} className="font-mono font-semibold">
                {shape}
              </h2>
              <SchemaTable schema={schema} label={shape} />
            </section>
          ))}
    </DocsFrame>
  );
}

/** What a page is about. Ends in "not found" for a part that is not there. */
async function load(part: string) {
  const t = await getTranslations("docs");
  const document = openApiDocument();
  const groups = groupsOf(document);
  const group = groups.find(({ slug }) => slug === part);
  if (!group && part !== SHAPES) notFound();
  return { document, groups, group, name: group ? t(`tags.${group.tag}` as "tags.Events") : t("schemas") };
}
