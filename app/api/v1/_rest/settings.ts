import { getMoneySettings, savePolicy } from "#server/topup/index.ts";
import { moneySettingsSchema, savePolicySchema } from "#server/topup/schemas.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";

const admin = ["admin"] as const;

export const settingEndpoints: Endpoint[] = [
  endpoint({
    method: "get",
    path: "/settings/money",
    operationId: "getMoneySettings",
    tag: "Settings",
    access: admin,
    summary: "Read who may move how much money",
    description: "`version` is 0 while the defaults are in force.",
    answers: { 200: { description: "The settings.", schema: moneySettingsSchema } },
    async run({ ctx }) {
      return { status: 200, body: await getMoneySettings({ ctx }) };
    },
  }),
  endpoint({
    method: "put",
    path: "/settings/money",
    operationId: "saveMoneySettings",
    tag: "Settings",
    access: admin,
    summary: "Set who may move how much money",
    description:
      "Replaces all of it. `version` is the one that was read: when somebody else saved in between, nothing is changed. Requests that wait are judged by the new settings when they are decided.",
    body: savePolicySchema,
    bodyExample: {
      thresholdFen: 50_000,
      approvalTtlHours: 24,
      fulfilmentOverdueMinutes: 60,
      stuckAfterMinutes: 15,
      version: 0,
    },
    answers: { 200: { description: "Saved.", schema: moneySettingsSchema } },
    problems: { 409: ["VERSION_CONFLICT"] },
    async run({ ctx, body }) {
      return { status: 200, body: await savePolicy({ ctx, input: body }) };
    },
  }),
];
