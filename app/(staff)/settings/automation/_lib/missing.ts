import { type RuleContent, ruleActionSchema } from "#server/automation/schemas.ts";

/** What a rule still needs before it can be saved: its name, what it waits for, or what its action of that number says. */
export type Missing = "name" | "when" | number;

export function missingOf(name: string, { on, do: actions }: RuleContent): Missing[] {
  return [
    ...(name.trim() === "" ? (["name"] as const) : []),
    ...(on.length === 0 ? (["when"] as const) : []),
    ...actions.flatMap((action, i) => (ruleActionSchema.safeParse(action).success ? [] : [i + 1])),
  ];
}
