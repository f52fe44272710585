import { relative } from "node:path";

export type Count = { passed: number; failed: number };

/** Counts the tests of vitest's JSON report; a file that could not run at all counts as one failure. */
export function countVitest(report: unknown): Count {
  const { numPassedTests = 0, numFailedTests = 0, testResults = [] } = report as VitestReport;
  const brokenFiles = testResults.filter(
    (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
  );
  return { passed: numPassedTests, failed: numFailedTests + brokenFiles.length };
}

/** @returns the paths of the files of vitest's JSON report in which something failed, each once */
export function failedFiles(report: unknown): string[] {
  const { testResults = [] } = report as VitestReport;
  return [...new Set(testResults.filter(({ status }) => status === "failed").map(({ name }) => name))];
}

/**
 * @returns a line for each failed test of vitest's JSON report: its file from `root`, its name, and the first line of what it said. A
 * file that could not run at all has one too.
 */
export function failedTests(report: unknown, root: string): string[] {
  const { testResults = [] } = report as VitestReport;
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === "failed");
    const lines = failed.map((test) => `${test.fullName}: ${firstLine(test.failureMessages?.[0])}`);
    const all = lines.length === 0 && status === "failed" ? [firstLine(message)] : lines;
    return all.map((line) => `${relative(root, name)} › ${line}`);
  });
}

const firstLine = (text = "") => (text.trim().split("\n")[0] ?? "").slice(0, 200);

/** What counts when the failed files of `first` were run once more: what passed the second time has passed. */
export function countAgain(first: Count, again: Count): Count {
  return { passed: first.passed + Math.max(0, first.failed - again.failed), failed: again.failed };
}

/** Counts the tests of Playwright's JSON report: a test that passed only at a retry passed; errors outside tests fail. */
export function countPlaywright(report: unknown): Count {
  const { stats, errors = [] } = report as PlaywrightReport;
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + (stats.unexpected > 0 ? 0 : errors.length),
  };
}

type VitestReport = {
  numPassedTests?: number;
  numFailedTests?: number;
  testResults?: {
    name: string;
    status: string;
    message?: string;
    assertionResults: { status: string; fullName?: string; failureMessages?: string[] }[];
  }[];
};
type PlaywrightReport = { stats: { expected: number; unexpected: number; flaky: number }; errors?: unknown[] };
