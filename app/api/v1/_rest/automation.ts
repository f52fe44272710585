import { z } from "zod";
import { dryRunRule, getRule, listRules, removeRule, saveRule } from "#server/automation/index.ts";
import {
  dryRunResultSchema,
  dryRunSchema,
  ruleInFullSchema,
  ruleSchema,
  saveRuleSchema,
} from "#server/automation/schemas.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";

const params = z.object({ id: z.string().min(1).max(64) });
const savedSchema = z.object({ id: z.string(), version: z.number().int() });
const path = "/automation/rules/{id}";
const notFound = { 404: ["RULE_NOT_FOUND"] };
const refused = { 422: ["TOO_MANY_RULES", "ASSIGNEE_UNKNOWN", "MACRO_UNKNOWN"] };

export const automationEndpoints: Endpoint[] = [
  endpoint({
    method: "get",
    path: "/automation/rules",
    operationId: "listRules",
    tag: "Automation",
    access: ["metrics:read"],
    summary: "Rules, in the order in which they run",
    answers: { 200: { description: "The rules.", schema: z.object({ items: z.array(ruleSchema) }) } },
    async run({ ctx }) {
      return { status: 200, body: await listRules({ ctx }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/automation/rules",
    operationId: "createRule",
    tag: "Automation",
    access: ["automation:write"],
    summary: "Write a rule",
    description:
      "When something happens to a ticket (`on`, caused by `by`) and the ticket is one of `if`, the actions of `do` are done, all or none. Each rule runs once an event, in the order of `position`, on what those before it left. A rule never hears what it stands behind itself, and a chain of rules ends after the third. Nothing here moves money.",
    body: saveRuleSchema,
    answers: { 201: { description: "Its id and version.", schema: savedSchema } },
    problems: refused,
    async run({ ctx, body }) {
      return { status: 201, body: await saveRule({ ctx, input: body }) };
    },
  }),
  endpoint({
    method: "get",
    path,
    operationId: "getRule",
    tag: "Automation",
    access: ["metrics:read"],
    summary: "A rule with its versions and what it did last",
    params,
    answers: { 200: { description: "The rule.", schema: ruleInFullSchema } },
    problems: notFound,
    async run({ ctx, params: input }) {
      return { status: 200, body: await getRule({ ctx, input }) };
    },
  }),
  endpoint({
    method: "put",
    path,
    operationId: "changeRule",
    tag: "Automation",
    access: ["automation:write"],
    summary: "Change a rule, or turn it on or off",
    params,
    body: saveRuleSchema,
    answers: { 200: { description: "Its id and version.", schema: savedSchema } },
    problems: { ...notFound, ...refused, 409: ["VERSION_CONFLICT"] },
    async run({ ctx, params: { id }, body }) {
      return { status: 200, body: await saveRule({ ctx, input: { ...body, id } }) };
    },
  }),
  endpoint({
    method: "delete",
    path,
    operationId: "removeRule",
    tag: "Automation",
    access: ["automation:write"],
    summary: "Take a rule away",
    description: "Its versions and what it did stay.",
    params,
    answers: { 200: { description: "Its id.", schema: z.object({ id: z.string() }) } },
    problems: notFound,
    async run({ ctx, params: input }) {
      return { status: 200, body: await removeRule({ ctx, input }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/automation/dry-run",
    operationId: "dryRunRule",
    tag: "Automation",
    access: ["automation:write"],
    summary: "What a rule would have done in the days before",
    description:
      "Played against each ticket as it was then; what history does not keep is named in `ofToday`, and today's state was looked at for it. Of topics in `partly` not every moment is kept: of `sla.due` the breaches, but not when a ticket came at risk. At most 10,000 events. Changes nothing.",
    body: dryRunSchema,
    answers: { 200: { description: "What it would have done.", schema: dryRunResultSchema } },
    async run({ ctx, body }) {
      return { status: 200, body: await dryRunRule({ ctx, input: body }) };
    },
  }),
];
