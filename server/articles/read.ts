import { and, desc, eq, inArray, isNotNull } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { articles, articleVersions } from "#db/schema/index.ts";
import { canonicalJson } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { notFound } from "#server/core/errors.ts";
import { sha256Hex } from "#server/core/ids.ts";
import { causeInfo, type Pack, runningPack } from "#server/diagnosis/index.ts";
import { type CauseCode, causeCodes } from "#server/diagnosis/schemas.ts";
import { rankOf, slugOf, summaryOf, textOfCause } from "./rules.ts";
import {
  type Article,
  type ArticleInFull,
  type ArticleListInput,
  type ArticleText,
  articleListSchema,
} from "./schemas.ts";

/** Articles beside those of causes. Few enough to look through all of them, which is why they need no index. */
export const MAX_ARTICLES = 200;
const MAX_VERSIONS = 50;

type Locale = "zh-CN" | "en";
export type ArticleRow = typeof articles.$inferSelect;
type VersionRow = typeof articleVersions.$inferSelect;

export const codeOfSlug = (slug: string): CauseCode | undefined => causeCodes.find((code) => slugOf(code) === slug);

/** The pack's own words for a cause. */
export const packText = (code: CauseCode, pack: Pack): ArticleText => ({
  "zh-CN": textOfCause(causeInfo(code, "zh-CN", pack), "zh-CN"),
  en: textOfCause(causeInfo(code, "en", pack), "en"),
});
export const hashOf = (text: ArticleText): string => sha256Hex(canonicalJson(text));

export const textOf = (row: VersionRow): ArticleText => ({
  "zh-CN": { title: row.titleZh, body: row.bodyZh },
  en: { title: row.titleEn, body: row.bodyEn },
});

type Shown = { slug: string; causeCode: string | null; text: ArticleText; position: number; updatedAt: Date | null };

/** Everything that is shown: what people wrote, and the pack's words for causes that nobody wrote about. */
async function shownArticles(reader: Db): Promise<Shown[]> {
  const pack = await runningPack();
  const own = await reader
    .select({ article: articles, version: articleVersions })
    .from(articles)
    .innerJoin(
      articleVersions,
      and(eq(articleVersions.slug, articles.slug), eq(articleVersions.version, articles.shownVersion)),
    )
    .where(isNotNull(articles.shownVersion))
    .limit(MAX_ARTICLES + causeCodes.length);
  const written = own.map(({ article, version }): Shown => {
    const { slug, causeCode, position, updatedAt } = article;
    return { slug, causeCode, position, updatedAt, text: textOf(version) };
  });
  const taken = new Set(written.map(({ slug }) => slug));
  const ofPack = causeCodes.flatMap((code, index): Shown[] => {
    const slug = slugOf(code);
    if (taken.has(slug) || code === "UNKNOWN") return [];
    return [{ slug, causeCode: code, text: packText(code, pack), position: 500 + index, updatedAt: null }];
  });
  return [...written, ...ofPack].sort((a, b) => a.position - b.position || (a.slug < b.slug ? -1 : 1));
}

const view = ({ slug, causeCode, text, updatedAt }: Shown, locale: Locale, q = ""): Article => ({
  ...{ slug, causeCode, ...text[locale], summary: summaryOf(text[locale].body, q) },
  updatedAt: updatedAt?.toISOString() ?? null,
});

/**
 * Help articles, for anybody: all of them, or those that hold every word of `q`, in whichever language they are; those with the words
 * in their title first. The summary of each is where the words stand.
 * @throws ZodError on bad input
 */
export async function listArticles(args: {
  input: ArticleListInput;
  locale: Locale;
}): Promise<{ items: Omit<Article, "body">[] }> {
  const { q = "", limit } = articleListSchema.parse(args.input);
  const all = await shownArticles(db);
  const best = (text: ArticleText) => Math.max(rankOf(text["zh-CN"], q), rankOf(text.en, q));
  const ranked = all.map((one) => ({ one, rank: best(one.text) })).filter(({ rank }) => rank > 0);
  const items = ranked.sort((a, b) => b.rank - a.rank).slice(0, limit);
  return {
    items: items.map(({ one }) => {
      const { body: _, ...rest } = view(one, args.locale, q);
      return rest;
    }),
  };
}

/** One article, for anybody. @throws DomainError 404 ARTICLE_NOT_FOUND, also for one that is not shown */
export async function getArticle(args: { input: { slug: string }; locale: Locale }): Promise<Article> {
  const found = (await shownArticles(db)).find(({ slug }) => slug === args.input.slug);
  if (!found) throw notFound("ARTICLE");
  return view(found, args.locale);
}

/** Every article there is, shown or not, for those who write them. @throws DomainError 403 FORBIDDEN */
export async function manageArticles({ ctx, locale }: { ctx: Ctx; locale: Locale }) {
  authorize(ctx, "articles:write");
  const pack = await runningPack();
  const rows = await db
    .select()
    .from(articles)
    .orderBy(articles.position, articles.slug)
    .limit(MAX_ARTICLES + causeCodes.length);
  const newest = await db
    .select()
    .from(articleVersions)
    .where(
      inArray(
        articleVersions.slug,
        rows.map(({ slug }) => slug),
      ),
    )
    .orderBy(articleVersions.slug, articleVersions.version)
    .limit(MAX_ARTICLES * MAX_VERSIONS);
  const own = rows.map((row) => {
    const version = newest.find((one) => one.slug === row.slug && one.version === row.version);
    return { ...stateOf(row, pack), title: version ? textOf(version)[locale].title : row.slug };
  });
  const taken = new Set(rows.map(({ slug }) => slug));
  const ofPack = causeCodes
    .filter((code) => code !== "UNKNOWN" && !taken.has(slugOf(code)))
    .map((code) => ({
      ...{ slug: slugOf(code), causeCode: code, state: "pack" as const, version: 0, shownVersion: null },
      ...{ packChanged: false, updatedAt: null, title: packText(code, pack)[locale].title },
    }));
  return { items: [...own, ...ofPack] };
}

function stateOf(row: ArticleRow, pack: Pack) {
  const code = codeOfSlug(row.slug);
  const { slug, causeCode, version, shownVersion, updatedAt } = row;
  const state = shownVersion !== null ? ("own" as const) : code ? ("pack" as const) : ("hidden" as const);
  const packChanged = code !== undefined && row.packHash !== hashOf(packText(code, pack));
  return { slug, causeCode, state, version, shownVersion, packChanged, updatedAt: updatedAt.toISOString() };
}

/** One article with its versions, for those who write them. @throws DomainError 403 FORBIDDEN, 404 ARTICLE_NOT_FOUND */
export async function articleInFull(args: { ctx: Ctx; input: { slug: string } }): Promise<ArticleInFull> {
  authorize(args.ctx, "articles:write");
  const { slug } = args.input;
  const reader = args.ctx.tx ?? db;
  const pack = await runningPack();
  const code = codeOfSlug(slug);
  const [row] = await reader.select().from(articles).where(eq(articles.slug, slug));
  if (!row && !code) throw notFound("ARTICLE");
  const versions = await reader
    .select()
    .from(articleVersions)
    .where(eq(articleVersions.slug, slug))
    .orderBy(desc(articleVersions.version))
    .limit(MAX_VERSIONS);
  const base = { slug, causeCode: code ?? null, state: "pack" as const, version: 0, shownVersion: null };
  return {
    ...(row ? stateOf(row, pack) : { ...base, packChanged: false }),
    position: row?.position ?? 500,
    pack: code ? packText(code, pack) : null,
    versions: versions.map((one) => ({
      ...{ version: one.version, text: textOf(one), note: one.note, by: one.byName, at: one.at.toISOString() },
    })),
  };
}
