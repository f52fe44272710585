import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { packSteps, packTraffic } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { DAY_MS, fixedClock } from "#server/core/clock.ts";
import { answerQuestion, requestHuman, startDiagnosis, viewDiagnosis } from "../index.ts";
import { NOW } from "../testing.ts";
import { packGraph } from "./graph.ts";
import { simulatePack, simulationOfRun } from "./simulate.ts";
import { staffOf } from "./testing.ts";
import { foldTraffic, readTraffic } from "./traffic.ts";

freshDatabase({ beforeEach, afterEach });

const at = (days: number) => fixedClock(new Date(NOW.getTime() + days * DAY_MS));
const agent = staffOf(at(0), "a1", "agent");
const start = (days = 0) => startDiagnosis({ ctx: { ...agent, clock: at(days) }, input: { locale: "en" } });
const way = async (days = 7, now = NOW) =>
  Object.fromEntries((await readTraffic(db, days, now)).map(({ from, to, runs }) => [`${from}>${to}`, runs]));

describe("the ways that runs take", () => {
  test("are counted once a step: question after question, then the cause and what it comes to", async () => {
    const { id, question } = await start();
    await viewDiagnosis({ ctx: agent, input: { id } });
    await viewDiagnosis({ ctx: agent, input: { id } });
    expect(await way()).toEqual({ [`start>q:${question?.id}`]: 1 });
    const input = { id, questionId: question?.id ?? "", value: "unsure" };
    const next = (await answerQuestion({ ctx: agent, input })).question;
    await requestHuman({ ctx: agent, input: { id } });
    const steps = await way();
    expect(steps[`q:${question?.id}>q:${next?.id}`]).toBe(1);
    expect(Object.keys(steps).filter((step) => step.startsWith(`q:${next?.id}>c:`))).toHaveLength(1);
    expect(Object.keys(steps).filter((step) => /^c:\w+>o:ticket:CONTACT_HUMAN$/.test(step))).toHaveLength(1);
  });

  test("read the same before and after they are folded into the counters of their days", async () => {
    for (let i = 0; i < 3; i++) await start();
    const before = await way();
    expect(await foldTraffic(NOW, 2)).toBe(2);
    expect(await way()).toEqual(before);
    expect(await foldTraffic(NOW)).toBe(1);
    expect(await foldTraffic(NOW)).toBe(0);
    expect(await db.select().from(packSteps)).toEqual([]);
    expect(await way()).toEqual(before);
    expect(await db.select().from(packTraffic)).toMatchObject([{ runs: 3, from: "start" }]);
  });

  test("are of the days asked for", async () => {
    await start(-20);
    await foldTraffic(NOW);
    await start();
    const sum = (ways: Record<string, number>) => Object.values(ways).reduce((a, b) => a + b, 0);
    expect(sum(await way(7))).toBe(1);
    expect(sum(await way(30))).toBe(2);
    await foldTraffic(new Date(NOW.getTime() + 390 * DAY_MS));
    expect(await db.select().from(packTraffic)).toHaveLength(1);
  });

  test("stand on the edges of the graph", async () => {
    const { id, question } = await start();
    await start();
    await answerQuestion({ ctx: agent, input: { id, questionId: question?.id ?? "", value: "unsure" } });
    const graph = await packGraph({ ctx: agent, input: { version: "running", days: 7, locale: "en" } });
    expect(graph.started).toBe(2);
    expect(graph.nodes.find((node) => node.id === `q:${question?.id}`)).toMatchObject({ kind: "question", runs: 2 });
    expect(graph.edges.filter(({ kind, runs }) => kind === "went" && runs === 1)).toHaveLength(1);
    const ids = new Set(graph.nodes.map((node) => node.id));
    expect(graph.edges.filter(({ from, to }) => !ids.has(from) || !ids.has(to))).toEqual([]);
  });
});

describe("the simulator", () => {
  const simulate = (facts: Record<string, string | boolean>, answers: Record<string, string> = {}) =>
    simulatePack({ ctx: agent, input: { version: "running", facts, answers, locale: "en" } });

  test("says what a version would, with every term and the gains of questions", async () => {
    const asked = await simulate({});
    expect(asked.question).toMatchObject({ id: "debited" });
    const told = await simulate({ "order.status": "awaiting_payment", "pay.state": "paid", "cb.state": "missing" });
    expect(told.chargeState).toBe("confirmed");
    expect(told.ranking[0]?.terms.length).toBeGreaterThan(0);
    expect(told.ranking[0]?.terms.every(({ text }) => !text.includes("="))).toBe(true);
    expect(told.ranking.map(({ probability }) => probability)).toEqual(
      told.ranking.map(({ probability }) => probability).toSorted((a, b) => b - a),
    );
  });

  test("says which safety rule put in or took what", async () => {
    const { safety, advice } = await simulate(
      { "order.status": "awaiting_payment", "pay.state": "paid", "cb.state": "missing" },
      { debited: "yes" },
    );
    expect(advice).toContain("DO_NOT_PAY");
    expect(safety).toContainEqual(expect.objectContaining({ rule: "chargeSilencesPaying", added: ["DO_NOT_PAY"] }));
  });

  test("takes over a real run without numbers, names and anybody's words", async () => {
    const text = "我姓王 13800138000，支付宝扣了200没到账";
    const answers = { error_text: "超出单日限额，请联系王经理 13800138000" };
    const { id } = await startDiagnosis({ ctx: agent, input: { text, answers, locale: "zh-CN" } });
    const loaded = await simulationOfRun({ ctx: agent, input: { id } });
    expect(loaded.answers).toMatchObject({ debited: "yes", error_text: "limit" });
    expect(JSON.stringify(loaded)).not.toMatch(/王|138|200/);
  });
});
