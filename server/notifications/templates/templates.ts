import { and, desc, eq } from "drizzle-orm";
import { db, type Tx, transact } from "#db/client.ts";
import { noticeTemplates } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { env } from "#server/core/env.ts";
import { invalid, notFound } from "#server/core/errors.ts";
import { type NoticeLocale, noticeAction, noticeTemplate, noticeValues } from "../copy.ts";
import { policyOf } from "../kinds.ts";
import { render } from "../render.ts";
import type { NoticeKind } from "../schemas.ts";
import { staffValues, staffWords } from "../staff/copy.ts";
import { renderStaff } from "../staff/render.ts";
import { noticeLocales, type StaffNoticeKind } from "../staff/schemas.ts";
import { fill, holesOf } from "./fill.ts";
import {
  MAX_SMS_NEWS,
  type Template,
  type TemplateKind,
  type TemplatePreview,
  templateIdSchema,
  templateKinds,
  templateTextSchema,
} from "./schemas.ts";

const STAFF = "staff:";
const staffKindOf = (kind: TemplateKind): StaffNoticeKind | undefined =>
  kind.startsWith(STAFF) ? (kind.slice(STAFF.length) as StaffNoticeKind) : undefined;

const SAMPLE_ID = "00000000-0000-7000-8000-000000000000";
/** Made-up values, for previews. */
const sample = {
  order: "CM20261123000001",
  ticket: "TK20261123000001",
  params: {
    amountFen: 20_000,
    product: "话费 200 元",
    dueAt: "2026-11-23T04:00:00Z",
    restockAt: "2026-11-24T04:00:00Z",
    follows: "free",
  },
};
const staffSample = {
  subject: "ticket:TK20261123000001",
  params: {
    ...{ number: "TK20261123000001", orderNo: "CM20261123000001", amountFen: 20_000, dueAt: "2026-11-23T04:00:00Z" },
    ...{ metric: "first_response", measure: "callback_lag", key: "wechatpay", value: 420_000, threshold: 120_000 },
    ...{ title: "微信支付回调延迟", name: "大额未到账", count: 12, total: 40, done: 38, failed: 2 },
  },
};

function builtInOf(kind: TemplateKind, locale: NoticeLocale) {
  const staff = staffKindOf(kind);
  if (!staff) return noticeTemplate(kind as NoticeKind, locale);
  const [title, body] = staffWords[locale][staff];
  return { title, body };
}

function sampleOf(kind: TemplateKind, locale: NoticeLocale): Record<string, string | null> {
  const values = staffKindOf(kind) ? staffValues(staffSample, locale) : noticeValues(sample, locale);
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value ?? "—"]));
}

/** Variables that a kind's words may hold: those of the built-in words in either language. */
function variablesOf(kind: TemplateKind): string[] {
  const texts = noticeLocales.map((locale) => builtInOf(kind, locale));
  return [...new Set(texts.flatMap(({ title, body }) => holesOf(`${title} ${body}`)))].sort();
}

type Id = { kind: string; locale: string };
export type TemplateInput = Id & { title: string; body: string };

/** @throws DomainError 404 TEMPLATE_NOT_FOUND */
function idOf({ kind, locale }: Id) {
  const read = templateIdSchema.safeParse({ kind, locale });
  if (!read.success) throw notFound("TEMPLATE");
  return read.data;
}

const savable = (input: TemplateInput) => ({ ...idOf(input), ...templateTextSchema.parse(input) });

/** The words of every notice, in both languages, and the shop's own where it has some. @throws DomainError 403 FORBIDDEN */
export async function listTemplates({ ctx }: { ctx: Ctx }): Promise<Template[]> {
  authorize(ctx, "tickets:read");
  const rows = await db.select().from(noticeTemplates).where(eq(noticeTemplates.active, true));
  const own = new Map(rows.map((row) => [`${row.kind} ${row.locale}`, row]));
  return templateKinds.flatMap((kind) =>
    noticeLocales.map((locale) => {
      const row = own.get(`${kind} ${locale}`);
      return {
        ...{ kind, locale, builtIn: builtInOf(kind, locale), variables: variablesOf(kind) },
        own: row ? { title: row.title, body: row.body } : null,
        version: row?.version ?? 0,
      };
    }),
  );
}

/** A notice as it would go out, with made-up values. @throws DomainError 403 FORBIDDEN */
export function previewTemplate({ ctx, input }: { ctx: Ctx; input: TemplateInput }): TemplatePreview {
  authorize(ctx, "tickets:read");
  const { kind, locale, title, body } = savable(input);
  const values = sampleOf(kind, locale);
  const staff = staffKindOf(kind);
  const action = staff ? staffWords[locale][staff][2] : noticeAction(kind as NoticeKind, locale);
  const words = { title: fill(title, values) ?? title, body: fill(body, values) ?? body };
  const { subject, html } = staff
    ? renderStaff({ id: SAMPLE_ID, to: "", locale, lines: [{ ...words, action, path: "/desk" }] })
    : render({
        ...{ id: SAMPLE_ID, to: "", kind: kind as NoticeKind, locale, ...sample, words: { ...words, action } },
        ...{ link: env().APP_URL, preferences: env().APP_URL, essential: policyOf[kind as NoticeKind].essential },
      });
  return {
    mail: { subject, ...words, action, html },
    sms: `${words.title} …/go/…`,
    robot: `${words.title}\n${words.body}`,
    unknown: unknownIn(kind, title, body),
  };
}

const unknownIn = (kind: TemplateKind, title: string, body: string): string[] => {
  const known = variablesOf(kind);
  return holesOf(`${title} ${body}`).filter((name) => !known.includes(name));
};

/**
 * Puts the shop's own words in the place of the built-in ones, as a new version, from the next notice on.
 * @throws DomainError 403 FORBIDDEN, 404 TEMPLATE_NOT_FOUND, 422 TEMPLATE_VARIABLE_UNKNOWN, 422 TEMPLATE_TITLE_TOO_LONG
 */
export async function saveTemplate({ ctx, input }: { ctx: Ctx; input: TemplateInput }): Promise<Template> {
  authorize(ctx, "desk:manage");
  const { kind, locale, title, body } = savable(input);
  const unknown = unknownIn(kind, title, body);
  if (unknown.length > 0) {
    throw invalid("TEMPLATE_VARIABLE_UNKNOWN", `There is no such variable here: ${unknown.join(", ")}.`, {
      details: { unknown: unknown.join(", ") },
    });
  }
  const bySms = !staffKindOf(kind) && policyOf[kind as NoticeKind].channels.includes("sms");
  if (bySms && title.length > MAX_SMS_NEWS && locale === "zh-CN") {
    throw invalid(
      "TEMPLATE_TITLE_TOO_LONG",
      `A title that goes by text message has at most ${MAX_SMS_NEWS} characters.`,
    );
  }
  const version = await transact(async (tx) => {
    const next = (await retire(tx, kind, locale)) + 1;
    const { id: createdById, name: createdByName } = ctx.actor;
    await tx.insert(noticeTemplates).values({
      ...{ kind, locale, version: next, title, body, active: true },
      ...{ createdAt: ctx.clock.now(), createdById, createdByName },
    });
    await appendAudit(tx, ctx, {
      action: "template.saved",
      subject: `template:${kind}`,
      data: { locale, version: next, title, body },
    });
    return next;
  });
  return {
    kind,
    locale,
    builtIn: builtInOf(kind, locale),
    own: { title, body },
    version,
    variables: variablesOf(kind),
  };
}

/** Goes back to the built-in words; the versions stay. @throws DomainError 403 FORBIDDEN */
export async function resetTemplate({ ctx, input }: { ctx: Ctx; input: Id }): Promise<Template> {
  authorize(ctx, "desk:manage");
  const { kind, locale } = idOf(input);
  await transact(async (tx) => {
    const version = await retire(tx, kind, locale);
    await appendAudit(tx, ctx, { action: "template.reset", subject: `template:${kind}`, data: { locale, version } });
  });
  return { kind, locale, builtIn: builtInOf(kind, locale), own: null, version: 0, variables: variablesOf(kind) };
}

/** Takes the version in use out of use. @returns the newest version, 0 when there is none */
async function retire(tx: Tx, kind: TemplateKind, locale: NoticeLocale): Promise<number> {
  const same = and(eq(noticeTemplates.kind, kind), eq(noticeTemplates.locale, locale));
  const [newest] = await tx
    .select({ version: noticeTemplates.version })
    .from(noticeTemplates)
    .where(same)
    .orderBy(desc(noticeTemplates.version))
    .limit(1);
  await tx.update(noticeTemplates).set({ active: false }).where(same);
  return newest?.version ?? 0;
}
