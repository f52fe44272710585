import { channelLabels } from "#server/channels/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { causeTitle } from "#server/diagnosis/index.ts";
import { causeCodes } from "#server/diagnosis/schemas.ts";
import { metricChoices } from "#server/metrics/index.ts";
import type { Choices } from "../_ui/filter-form.tsx";

/** By what the numbers can be narrowed, in the reader's words. */
export async function choicesFor(ctx: Ctx, locale: "zh-CN" | "en"): Promise<Choices> {
  const causes = Object.fromEntries(causeCodes.map((code) => [code, causeTitle(code, locale)]));
  return { causes, channelNames: await channelLabels(), ...(await metricChoices({ ctx })) };
}
