import { and, count, eq } from "drizzle-orm";
import { type Tx, transact } from "#db/client.ts";
import { articles, articleVersions } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict, invalid, notFound } from "#server/core/errors.ts";
import { causeVocabulary, runningPack } from "#server/diagnosis/index.ts";
import type { CauseStage } from "#server/diagnosis/schemas.ts";
import { emit } from "#server/jobs/outbox.ts";
import { type ArticleRow, codeOfSlug, hashOf, MAX_ARTICLES, packText } from "./read.ts";
import { unsafeWords } from "./rules.ts";
import {
  type ArticleText,
  type SaveArticleInput,
  saveArticleSchema,
  showArticleSchema,
  slugSchema,
} from "./schemas.ts";

type Saved = { slug: string; version: number; shownVersion: number | null };

/**
 * Writes a new version of an article: of a cause's, whose slug is its code, or of one of its own.
 * @param input the texts, and the version that was read (0 for the first)
 * @throws DomainError 403 FORBIDDEN, 409 VERSION_CONFLICT, 422 ARTICLE_UNSAFE when it would have somebody pay twice,
 * 422 TOO_MANY_ARTICLES; ZodError on bad input
 */
export async function saveArticle(args: { ctx: Ctx; input: SaveArticleInput & { slug: string } }): Promise<Saved> {
  const { ctx } = args;
  authorize(ctx, "articles:write");
  const { slug: given, ...rest } = args.input;
  const slug = slugSchema.parse(given);
  const call = saveArticleSchema.parse(rest);
  const code = codeOfSlug(slug);
  const pack = await runningPack();
  requireSafe(call.text, code ? stageOf(code, pack) : null);
  const work = async (tx: Tx): Promise<Saved> => {
    const before = await find(tx, slug);
    if ((before?.version ?? 0) !== call.version)
      throw conflict("VERSION_CONFLICT", "Somebody else changed this article.");
    if (!before) await requireRoom(tx);
    const now = ctx.clock.now();
    const version = call.version + 1;
    const shownVersion = call.publish ? version : (before?.shownVersion ?? null);
    const row = {
      ...{ slug, causeCode: code ?? null, version, shownVersion, updatedAt: now },
      position: call.position ?? before?.position ?? 500,
      packHash: code ? hashOf(packText(code, pack)) : null,
    };
    await tx.insert(articles).values(row).onConflictDoUpdate({ target: articles.slug, set: row });
    await tx.insert(articleVersions).values({
      ...{ slug, version, titleZh: call.text["zh-CN"].title, bodyZh: call.text["zh-CN"].body },
      ...{ titleEn: call.text.en.title, bodyEn: call.text.en.body, note: call.note ?? null },
      ...{ byId: ctx.actor.id, byName: ctx.actor.name, at: now },
    });
    await tell(tx, ctx, "article.saved", { slug, version, shownVersion });
    return { slug, version, shownVersion };
  };
  return ctx.tx ? work(ctx.tx) : transact(work, { serializeOn: "articles" });
}

/**
 * Shows another version of an article, or none: then the pack's words are shown again, where there are some.
 * @throws DomainError 403 FORBIDDEN, 404 ARTICLE_NOT_FOUND, 422 VERSION_UNKNOWN
 */
export async function showArticle(args: { ctx: Ctx; input: { slug: string; shown: number | null } }): Promise<Saved> {
  const { ctx } = args;
  authorize(ctx, "articles:write");
  const { shown } = showArticleSchema.parse({ shown: args.input.shown });
  const work = async (tx: Tx): Promise<Saved> => {
    const before = await find(tx, args.input.slug);
    if (!before) throw notFound("ARTICLE");
    const { slug, version } = before;
    if (shown !== null) {
      const of = and(eq(articleVersions.slug, slug), eq(articleVersions.version, shown));
      const [there] = await tx.select({ version: articleVersions.version }).from(articleVersions).where(of);
      if (!there) throw invalid("VERSION_UNKNOWN", "There is no such version of this article.");
    }
    await tx.update(articles).set({ shownVersion: shown, updatedAt: ctx.clock.now() }).where(eq(articles.slug, slug));
    await tell(tx, ctx, "article.shown", { slug, version, shownVersion: shown });
    return { slug, version, shownVersion: shown };
  };
  return ctx.tx ? work(ctx.tx) : transact(work, { serializeOn: "articles" });
}

const stageOf = (code: string, pack: Awaited<ReturnType<typeof runningPack>>): CauseStage | null =>
  causeVocabulary(pack, "en").find((cause) => cause.code === code)?.stage ?? null;

function requireSafe(text: ArticleText, stage: CauseStage | null): void {
  const words = unsafeWords(text, stage);
  if (words === undefined) return;
  throw invalid("ARTICLE_UNSAFE", "An article must not have somebody pay again who may have paid already.", {
    errors: [{ path: "text", message: words }],
  });
}

async function find(tx: Tx, slug: string): Promise<ArticleRow | undefined> {
  const [row] = await tx.select().from(articles).where(eq(articles.slug, slug));
  return row;
}

async function requireRoom(tx: Tx): Promise<void> {
  const [row] = await tx.select({ n: count() }).from(articles);
  if (Number(row?.n ?? 0) >= MAX_ARTICLES) throw invalid("TOO_MANY_ARTICLES", `No more than ${MAX_ARTICLES} are kept.`);
}

async function tell(tx: Tx, ctx: Ctx, topic: string, { slug, version, shownVersion }: Saved): Promise<void> {
  const subject = `article:${slug}`;
  await appendAudit(tx, ctx, { action: topic, subject, data: { version, shownVersion } });
  await emit(tx, ctx.clock, { topic, subject, payload: { version, shownVersion } });
}
