import { checkCopy } from "./check-copy.ts";
import { checkNumbers } from "./check-numbers.ts";
import { checkPlans } from "./check-plans.ts";
import { checkQuestions } from "./check-questions.ts";
import { checkReferences } from "./check-references.ts";
import { type PackProblem, problem } from "./problems.ts";
import { type PackContent, packContentSchema } from "./schema.ts";

/** More lines than this help nobody. */
const MAX_PROBLEMS = 200;

export type Checked = { content: PackContent; problems: [] } | { content: null; problems: PackProblem[] };

/**
 * Reads anything as a pack and says everything that is wrong with it. Pure; the run over the corpus is another matter.
 * @returns the content with no problems, or every problem and no content
 */
export function checkPack(raw: unknown): Checked {
  const parsed = packContentSchema.safeParse(raw);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) =>
      problem(
        issue.path.map((p) => (typeof p === "number" ? p : String(p))),
        "form",
        { detail: issue.message },
      ),
    );
    return { content: null, problems: problems.slice(0, MAX_PROBLEMS) };
  }
  const content = parsed.data;
  const problems = [checkReferences, checkPlans, checkQuestions, checkNumbers, checkCopy].flatMap((check) =>
    check(content),
  );
  if (problems.length > 0) return { content: null, problems: problems.slice(0, MAX_PROBLEMS) };
  return { content, problems: [] };
}
