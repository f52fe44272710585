import type { Clock } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import type { StaffRole } from "#server/core/permissions.ts";
import { ALWAYS } from "#server/core/testing.ts";
import { contentOf, pack } from "../pack/index.ts";
import type { PackContent } from "../pack/schema.ts";

/** For tests: people who keep packs, and changed copies of the built-in content. */

export const staffOf = (clock: Clock, id: string, role: StaffRole): Ctx => ({
  actor: { kind: "staff", id, name: id, role, freshUntil: ALWAYS },
  clock,
});

/** The built-in content, changed. */
export function contentWith(change: (content: PackContent) => void): PackContent {
  const content = structuredClone(contentOf(pack)) as PackContent;
  change(content);
  return content;
}

/** Content that judges as the built-in does and says something else, so that it can be told apart. */
export const reworded = (title: string): PackContent =>
  contentWith(({ copy }) => {
    for (const question of Object.values(copy["zh-CN"].questions)) question.title = title;
    for (const cause of Object.values(copy["zh-CN"].causes)) cause.title = title;
  });
