import { saveRule } from "#server/automation/index.ts";
import type { SaveRuleInput } from "#server/automation/schemas.ts";
import { DAY_MS, HOUR_MS } from "#server/core/clock.ts";
import { planShift, saveSkills } from "#server/shifts/index.ts";
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

/** Puts the demo's agents on shift, says what they know, and writes the rules of the desk. */
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
}
