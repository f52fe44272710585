import { getLocale, getTranslations } from "next-intl/server";
import { AppBar } from "#app/_ui/app-bar.tsx";
import { cx } from "#app/_ui/cx.ts";
import { type Group, operationHref, SHAPES, titleOf } from "./reference.ts";

type Props = {
  groups: Group[];
  /** The page that is open: a group's slug or the shapes. None on the first page. */
  current?: string;
  children: React.ReactNode;
};

/** A page of the documentation beside its table of contents, in which the open group is unfolded. */
export async function DocsFrame({ groups, current, children }: Props) {
  const t = await getTranslations("docs");
  const contents = <Contents groups={groups} current={current} />;
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
          {children}
        </main>
      </div>
    </>
  );
}

async function Contents({ groups, current }: Pick<Props, "groups" | "current">) {
  const [t, locale] = await Promise.all([getTranslations("docs"), getLocale()]);
  return (
    <ul className="flex flex-col">
      <Part href="/docs" open={current === undefined} name={t("start")} />
      {groups.map((group) => (
        <Part
          key={group.slug}
          href={`/docs/${group.slug}`}
          open={current === group.slug}
          name={t(`tags.${group.tag}` as "tags.Events")}
        >
          {current === group.slug ? (
            <ul className="mb-2 flex flex-col border-l border-line pl-3">
              {group.operations.map(({ operation }) => (
                <li key={operation.operationId}>
                  <a
                    href={operationHref(group, operation)}
                    className="block py-1 text-muted hover:text-text hover:underline"
                  >
                    {titleOf(operation, locale)}
                  </a>
                </li>
              ))}
            </ul>
          ) : null}
        </Part>
      ))}
      <Part href={`/docs/${SHAPES}`} open={current === SHAPES} name={t("schemas")} />
    </ul>
  );
}

type PartProps = { href: string; name: string; open: boolean; children?: React.ReactNode };

function Part({ href, name, open, children }: PartProps) {
  return (
    <li>
      <a
        href={href}
        aria-current={open ? "page" : undefined}
        className={cx("block py-1 hover:underline", open && "font-semibold")}
      >
        {name}
      </a>
      {children}
    </li>
  );
}
