import { getLocale, getTranslations } from "next-intl/server";
import { LinkButton } from "#app/_ui/button.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Table, Td, Th, Tr } from "#app/_ui/table.tsx";
import { listCheckpoints } from "#server/evidence/index.ts";

/** Signed heads, the newest first, a page at a time. */
export async function Heads({ before }: { before: number | undefined }) {
  const [t, locale] = await Promise.all([getTranslations("evidence.heads"), getLocale()]);
  const { items, nextCursor } = await listCheckpoints({ limit: 10, before });
  if (items.length === 0) return <p className="text-muted">{t("none")}</p>;
  return (
    <>
      <Table aria-label={t("title")}>
        <thead>
          <tr>
            <Th align="right">{t("size")}</Th>
            <Th>{t("at")}</Th>
            <Th>{t("root")}</Th>
            <Th>
              <span className="sr-only">{t("note")}</span>
            </Th>
          </tr>
        </thead>
        <tbody>
          {items.map((head) => (
            <Tr key={head.size}>
              <Td align="right">{head.size.toLocaleString(locale)}</Td>
              <Td className="whitespace-nowrap">
                <RelativeTime at={head.createdAt} />
              </Td>
              <Td>
                <code className="font-mono">{head.rootHash.slice(0, 12)}…</code>
              </Td>
              <Td>
                <a
                  className="inline-flex min-h-11 items-center whitespace-nowrap text-accent-text underline underline-offset-4"
                  href={`/api/v1/evidence/checkpoint?size=${head.size}`}
                  aria-label={t("noteOf", { size: head.size })}
                >
                  {t("note")}
                </a>
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
      {nextCursor ? (
        <LinkButton variant="secondary" className="mt-3" href={`/evidence?before=${nextCursor}#heads`}>
          {t("older")}
        </LinkButton>
      ) : null}
    </>
  );
}
