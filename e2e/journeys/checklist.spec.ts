import { expect, test } from "../fixtures/test.ts";
import { speak, wordsOf } from "../fixtures/words.ts";

test("a lead changes the words of a cause, a manager publishes them, and what runs next speaks them", async ({ as }, {
  project,
}) => {
  const t = wordsOf("zh-CN").checklist;
  const lead = await as("lead");
  await speak(lead, "zh-CN");
  await lead.goto("/checklist/versions");
  await lead.getByRole("button", { name: t.versions.newDraft }).click();
  await lead.getByRole("button", { name: t.edit.questions, exact: true }).click();
  const title = `钱从您的账户扣掉了吗（${project.name}）？`;
  await lead.getByLabel(t.edit.field.title).first().fill(title);
  await lead.getByLabel(t.edit.note).fill("问得更短");
  await lead.getByRole("button", { name: t.edit.save }).click();
  await expect(lead.getByText(t.done.saved)).toBeVisible();
  await lead.getByRole("link", { name: t.edit.done }).click();
  await expect(lead.getByText(title)).toBeVisible();
  await lead.getByRole("button", { name: t.decide.propose, exact: true }).click();
  const asked = lead.getByRole("dialog");
  await asked.getByRole("button", { name: t.decide.proposeDo, exact: true }).click();
  await expect(lead.getByText(t.decide.ownWaits)).toBeVisible({ timeout: 60_000 });
  await expect(lead.getByRole("button", { name: t.decide.publish, exact: true })).toBeHidden();

  const manager = await as("manager");
  await speak(manager, "zh-CN");
  await manager.goto(lead.url());
  await expect(manager.getByText(title)).toBeVisible();
  await manager.getByRole("button", { name: t.decide.publish, exact: true }).click();
  await manager.getByRole("dialog").getByRole("button", { name: t.decide.publishDo, exact: true }).click();
  await expect(manager.getByText(t.done.published)).toBeVisible({ timeout: 60_000 });

  await manager.goto("/checklist/simulator");
  await expect(manager.getByText(title).first()).toBeVisible();
  // The way back, so that what other journeys read is what the code says.
  await manager.goto("/checklist/versions");
  const builtIn = manager.getByRole("row").filter({ hasText: t.origin.builtin }).first();
  await builtIn.getByRole("link").click();
  await manager.getByRole("button", { name: t.decide.goBack, exact: true }).click();
  await manager.getByRole("dialog").getByRole("button", { name: t.decide.proposeDo, exact: true }).click();
  await expect(manager.getByText(t.decide.ownWaits)).toBeVisible({ timeout: 60_000 });
  const admin = await as("admin");
  await speak(admin, "zh-CN");
  await admin.goto(manager.url());
  await admin.getByRole("button", { name: t.decide.publish, exact: true }).click();
  await admin.getByRole("dialog").getByRole("button", { name: t.decide.publishDo, exact: true }).click();
  await expect(admin.getByText(t.done.published)).toBeVisible({ timeout: 60_000 });
});

test("a pack with an error is refused with the line of each problem, and what runs stays", async ({ as }) => {
  const t = wordsOf("zh-CN").checklist;
  const lead = await as("lead");
  await speak(lead, "zh-CN");
  await lead.goto("/checklist/versions");
  await lead.getByRole("button", { name: t.versions.newDraft }).click();
  await lead.getByRole("button", { name: t.edit.expert }).click();
  const json = lead.getByRole("textbox", { name: t.edit.expert });
  const text = await json.inputValue();
  // Filling types, and a pack is long: it is put in as pasting does.
  await json.evaluate(
    (field, changed) => {
      Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value")?.set?.call(field, changed);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    },
    text.replace('"outcome": "wait"', '"outcome": "nonsense"'),
  );
  await lead.getByRole("button", { name: t.edit.check }).click();
  await expect(lead.getByRole("alert").filter({ hasText: "plans" }).first()).toBeVisible();
  await expect(lead.getByRole("button", { name: /第 \d+ 行/ }).first()).toBeVisible();
  await lead.getByRole("button", { name: t.edit.save }).click();
  await expect(lead.getByText(t.errors.PACK_INVALID)).toBeVisible();
});

test("the graph is walked by keyboard and stands in a table too", async ({ as }, { project }) => {
  const t = wordsOf("zh-CN").checklist;
  const agent = await as("agent");
  await speak(agent, "zh-CN");
  await agent.goto("/checklist");
  if (project.name === "desktop") {
    const group = agent.getByRole("button", { name: /付款（\d+）/ }).last();
    await expect(group).toBeVisible();
    // All columns stand within the frame: what is cut off at the side is not seen.
    const edges = await agent.locator(".react-flow").evaluate((frame) => {
      const right = (node: Element) => node.getBoundingClientRect().right;
      return [Math.max(...Array.from(frame.querySelectorAll(".react-flow__node"), right)), right(frame)];
    });
    expect(edges[0]).toBeLessThanOrEqual(edges[1] ?? 0);
    await group.focus();
    await agent.keyboard.press("Enter");
    await expect(agent.getByRole("button", { name: /订单还没有付完/ })).toBeVisible();
    await agent.getByRole("button", { name: t.graph.table }).click();
  }
  const cause = agent.getByText("PAY_UNPAID", { exact: true });
  await cause.click();
  await expect(agent.getByRole("group", { name: t.graph.evidence }).first()).toBeVisible();
});
