import { afterEach, beforeEach, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { articleVersions, auditLog } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { NOW, refusal, staff } from "#server/tickets/testing.ts";
import { articleInFull, getArticle, listArticles, manageArticles, saveArticle, showArticle } from "./index.ts";

freshDatabase({ beforeEach, afterEach });

const lead = staff("lou", NOW, "lead");
const text = (zh: string, en: string) => ({
  "zh-CN": { title: zh, body: `${zh}的正文` },
  en: { title: en, body: `About ${en}` },
});
const save = (slug: string, version: number, more: Record<string, unknown> = {}) =>
  saveArticle({ ctx: lead, input: { slug, version, text: text("到账慢", "Slow credit"), ...more } });

test("every cause has an article from the running checklist, without anybody writing one", async () => {
  const { items } = await listArticles({ input: { limit: 200 }, locale: "zh-CN" });
  expect(items.length).toBeGreaterThanOrEqual(46);
  const missing = await getArticle({ input: { slug: "cb-missing" }, locale: "zh-CN" });
  expect(missing).toMatchObject({ causeCode: "CB_MISSING", updatedAt: null });
  expect(missing.body).toContain("## 现在怎么做");
  expect((await getArticle({ input: { slug: "cb-missing" }, locale: "en" })).body).toContain("## What to do now");
});

test("what was written is shown once it is published, and the pack's words again when none is", async () => {
  expect(await save("cb-missing", 0)).toEqual({ slug: "cb-missing", version: 1, shownVersion: null });
  const title = async () => (await getArticle({ input: { slug: "cb-missing" }, locale: "en" })).title;
  const before = await title();
  expect(before).not.toBe("Slow credit");
  await save("cb-missing", 1, { publish: true, note: "clearer" });
  expect(await title()).toBe("Slow credit");
  await save("cb-missing", 2, { text: text("三", "Third") });
  expect(await title()).toBe("Slow credit");
  await showArticle({ ctx: lead, input: { slug: "cb-missing", shown: 3 } });
  expect(await title()).toBe("Third");
  await showArticle({ ctx: lead, input: { slug: "cb-missing", shown: null } });
  expect(await title()).toBe(before);
  const full = await articleInFull({ ctx: lead, input: { slug: "cb-missing" } });
  expect(full).toMatchObject({ state: "pack", version: 3, packChanged: false });
  expect(full.versions.map(({ version, note }) => [version, note])).toEqual([
    [3, null],
    [2, "clearer"],
    [1, null],
  ]);
  const audited = (await db.select({ action: auditLog.action }).from(auditLog)).map(({ action }) => action);
  expect(audited.filter((action) => action.startsWith("article."))).toHaveLength(5);
});

test("an article of no cause is found by its words, in either language, when it is shown", async () => {
  await save("how-to-complain", 0, { publish: true, position: 1 });
  const find = async (q: string) =>
    (await listArticles({ input: { q }, locale: "zh-CN" })).items.map(({ slug }) => slug);
  expect((await find("到账慢"))[0]).toBe("how-to-complain");
  expect(await find("slow credit")).toContain("how-to-complain");
  await showArticle({ ctx: lead, input: { slug: "how-to-complain", shown: null } });
  expect(await find("slow credit")).not.toContain("how-to-complain");
  expect(await refusal(getArticle({ input: { slug: "how-to-complain" }, locale: "en" }))).toMatchObject({
    status: 404,
  });
  const { items } = await manageArticles({ ctx: lead, locale: "en" });
  expect(items.find(({ slug }) => slug === "how-to-complain")).toMatchObject({ state: "hidden", title: "Slow credit" });
});

test("a version is never changed, and two writers do not overwrite one another", async () => {
  await save("cb-missing", 0);
  expect(await refusal(save("cb-missing", 0))).toMatchObject({ code: "VERSION_CONFLICT" });
  await expect(transact((tx) => tx.update(articleVersions).set({ titleEn: "x" }))).rejects.toThrow();
  expect(await refusal(showArticle({ ctx: lead, input: { slug: "cb-missing", shown: 9 } }))).toMatchObject({
    code: "VERSION_UNKNOWN",
  });
});

test("nobody writes that somebody shall pay twice, and agents write nothing", async () => {
  const unsafe = save("cb-missing", 0, { text: text("请重新支付", "Wait") });
  expect(await refusal(unsafe)).toMatchObject({ status: 422, code: "ARTICLE_UNSAFE" });
  const byAgent = saveArticle({ ctx: staff("ann"), input: { slug: "x1", version: 0, text: text("a", "b") } });
  expect(await refusal(byAgent)).toMatchObject({ status: 403 });
});
