import { saveRule } from "#server/automation/index.ts";
import type { SaveRuleInput } from "#server/automation/schemas.ts";
import { DAY_MS, HOUR_MS } from "#server/core/clock.ts";
import { planShift, saveSkills } from "#server/shifts/index.ts";
import { saveMacro } from "#server/tickets/index.ts";
import { type Colleague, staffAt } from "./stage.ts";

/** A week behind and one ahead, so that the plan can be looked at. */
const DAYS_ABOUT = 7;
/** Hours before and after the present at which each agent in turn begins and ends: somebody is always there. */
const HOURS = [
  [-6, 4],
  [-3, 7],
  [-1, 9],
  [3, 12],
] as const;
/** Where appeals and holds are worked on: tickets are put there by hand or by a rule. */
const RISK = "risk";
const SKILLS = [
  [
    { queue: "general", level: 2 },
    { queue: RISK, level: 3 },
  ],
  [{ queue: "general", level: 3 }],
  [],
  [{ queue: RISK, level: 2 }],
] as const;

/** Rules to be looked at and tried. The first is on: it only tells colleagues and marks, so that nobody wonders at what moved. */
const rules: SaveRuleInput[] = [
  {
    name: "大额扣款未到账：标急并通知组长",
    position: 10,
    enabled: true,
    content: {
      on: ["ticket.opened"],
      if: { charge: ["confirmed"], amountFrom: 50_000 },
      do: [
        { kind: "priority", priority: "urgent" },
        { kind: "notify", to: { who: "role", role: "lead" }, say: "大额扣款未到账，请先看这一张" },
      ],
    },
  },
  {
    name: "没人处理的新工单分给当班的人",
    position: 50,
    enabled: false,
    content: { on: ["ticket.opened"], if: { assignee: ["none"] }, do: [{ kind: "assign_best" }] },
  },
];

/** What agents say many times a day. */
const macros: Parameters<typeof saveMacro>[0]["input"][] = [
  {
    name: { "zh-CN": "已向渠道查询", en: "Asked the channel" },
    body: {
      "zh-CN":
        "您好，我们已经向{{payment.channel}}查询订单 {{order.number}} 的付款，一般半小时内有答复。在此之前请不要再次付款，有结果会马上告诉您。",
      en: "Hello, we have asked {{payment.channel}} about the payment for order {{order.number}}. It usually answers within half an hour. Please do not pay again until then; we will tell you as soon as we know.",
    },
    actions: { status: "waiting_upstream", tags: ["待渠道"] },
  },
  {
    name: { "zh-CN": "请补一张付款截图", en: "Ask for a screenshot" },
    body: {
      "zh-CN": "您好，请打开支付 App 的账单详情，截一张能看到订单号和金额的图，在这里发给我们：{{ticket.link}}",
      en: "Hello, please open the details of the payment in your payment app and send us a screenshot with its number and amount here: {{ticket.link}}",
    },
    actions: { status: "waiting_customer" },
  },
  {
    name: { "zh-CN": "转给组长", en: "Hand to the lead" },
    body: { "zh-CN": "金额 {{order.amount}}，请组长看一下。", en: "{{order.amount}} at stake: please have a look." },
    visibility: "internal",
    actions: { priority: "high" },
  },
];

/** Puts the demo's agents on shift, says what they know, and writes the rules and macros of the desk. */
export async function setUpDesk(staff: readonly Colleague[], now: Date): Promise<void> {
  const agents = staff.filter(({ role }) => role === "agent");
  const manager = staff.find(({ role }) => role === "manager");
  if (!manager) return;
  const ctx = staffAt(manager, now);
  const hour = new Date(now.getTime() - (now.getTime() % HOUR_MS));
  for (const [i, { id: personId }] of agents.entries()) {
    const [from = 0, to = 1] = HOURS[i % HOURS.length] ?? [];
    const at = (day: number, hours: number) => new Date(hour.getTime() + day * DAY_MS + hours * HOUR_MS).toISOString();
    for (let day = -DAYS_ABOUT; day <= DAYS_ABOUT; day++) {
      await planShift({ ctx, input: { personId, from: at(day, from), to: at(day, to) } });
    }
    await saveSkills({ ctx, input: { personId, skills: [...(SKILLS[i % SKILLS.length] ?? [])] } });
  }
  for (const input of rules) await saveRule({ ctx, input });
  for (const input of macros) await saveMacro({ ctx, input: { ...input, shared: true } });
}
