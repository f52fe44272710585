import type { Ctx } from "#server/core/context.ts";
import { checkPack } from "../pack/check.ts";
import { packOf, versionOf } from "../pack/index.ts";
import { problem } from "../pack/problems.ts";
import { lineOf, readJsonText } from "../pack/text.ts";
import { requireKeeper } from "./list.ts";
import { runForSafety } from "./measure.ts";
import { shownProblem } from "./rows.ts";
import { MAX_PACK_BYTES, type PackCheck, type ShownProblem } from "./schemas.ts";

type Input = { content: unknown; text?: undefined } | { text: string; content?: undefined };

/**
 * Says everything that is wrong with content, without keeping it: form, sense, words, and a run over the corpus.
 * @param input the content, or its JSON as text: problems then name the line
 */
export async function checkPackContent({ ctx, input }: { ctx: Ctx; input: Input }): Promise<PackCheck> {
  requireKeeper(ctx);
  const failed = (problems: ShownProblem[]): PackCheck => ({ ok: false, version: null, problems, safety: null });
  const { text } = input;
  if ((text ?? JSON.stringify(input.content ?? null)).length > MAX_PACK_BYTES) {
    return failed([shownProblem(problem([], "tooLarge", { max: MAX_PACK_BYTES }))]);
  }
  const read = text === undefined ? { value: input.content } : readJsonText(text);
  if ("fault" in read) {
    return failed([{ ...shownProblem(problem([], "json", { detail: read.fault })), line: read.line }]);
  }
  const { content, problems } = checkPack(read.value);
  if (!content) {
    return failed(
      problems.map((p) => ({ ...shownProblem(p), ...(text === undefined ? {} : { line: lineOf(text, p.path) }) })),
    );
  }
  const version = versionOf(content);
  const safety = await runForSafety(packOf(content, version));
  return { ok: safety.problems.length === 0, version, problems: safety.problems, safety: safety.run };
}
