import { Api } from "../fixtures/api.ts";
import { buy } from "../fixtures/buy.ts";
import { expect, test } from "../fixtures/test.ts";
import { speak } from "../fixtures/words.ts";
import { openTicketByApi } from "./by-api.ts";

const SECRET = "canary7";
const hidden = (where: string) => `${SECRET} ${where}`;
const both = (where: string) => ({ "zh-CN": hidden(where), en: hidden(where) });

/**
 * What `server/tickets/secrets.db.test.ts` proves of what pages are given, asked of the pages themselves: everything that comes over
 * the wire for them, the data that they go on with and what the stream says included.
 */
test("no page of a customer's is sent a word of what the desk says among itself", async ({ page }, { project }) => {
  const api = new Api();
  const order = await buy("CB_MISSING");
  const other = await openTicketByApi(api, await buy("CB_MISSING"));
  const { number, accessUrl } = await openTicketByApi(api, order);
  const of = `/api/v1/tickets/${number}`;
  const version = async () => (await api.get<{ version: number }>(of)).body.version;
  const link = new URL(accessUrl);
  const sent: string[] = [];
  page.on("response", async (response) => {
    const text = await response.text().catch(() => "");
    sent.push(`${response.url()}\n${text}`);
  });
  await speak(page, "zh-CN", link.pathname + link.search);

  // Both projects ask one server.
  const key = `e2e_secret_${project.name}`;
  const note = { body: hidden("note"), visibility: "internal", attachmentIds: [] };
  const field = { label: both("label"), kind: "text", options: [], position: 1, requiredOn: [] };
  const macro = {
    name: both("macro"),
    body: both("words"),
    visibility: "internal",
    actions: { tags: [hidden("tag")] },
  };
  expect((await api.post(`${of}/messages`, note)).status).toBe(201);
  expect((await api.put(`/api/v1/desk-fields/${key}`, field)).status).toBe(200);
  expect((await api.put(`${of}/fields`, { fields: { [key]: hidden("field") }, version: await version() })).status).toBe(
    200,
  );
  const made = await api.post<{ id: string }>("/api/v1/macros", macro);
  expect((await api.post(`${of}/macro`, { macro: made.body.id, version: await version() })).status).toBe(200);
  expect((await api.post(`${of}/links`, { to: other.number, kind: "related" })).status).toBe(201);
  const own = await api.get<{ diagnosis?: unknown; tags: string[] }>(of);
  expect(JSON.stringify(own.body)).toContain(hidden("tag"));
  // The page hears of this one, and asks for itself anew.
  const answer = { body: "正在核实，请稍等", visibility: "public", attachmentIds: [] };
  expect((await api.post(`${of}/messages`, answer)).status).toBe(201);
  await expect(page.getByText(answer.body)).toBeVisible();

  for (const path of [`/t/${number}`, `/t/${number}/receipt`, "/mine", "/inbox", `/help?q=${SECRET}`, "/status"]) {
    const response = await page.request.get(path);
    sent.push(`${path}\n${(await response.text()).replaceAll(`q=${SECRET}`, "").replaceAll(`"${SECRET}"`, "")}`);
  }
  const pages = sent.filter((text) => text.includes(number));
  expect(pages.length).toBeGreaterThan(2);
  expect(sent.filter((text) => text.includes(`${SECRET} `)).map((text) => text.slice(0, 200))).toEqual([]);
  expect(sent.some((text) => text.includes(answer.body))).toBe(true);
});
