import { expect, test } from "vitest";
import { countAgain, countPlaywright, countVitest, failedFiles, failedTests } from "./counts.ts";

test("a file of tests that does not even load counts as a failure", () => {
  const report = {
    numPassedTests: 7,
    numFailedTests: 1,
    testResults: [
      { name: "/a.test.ts", status: "failed", assertionResults: [{ status: "failed" }, { status: "passed" }] },
      { name: "/b.test.ts", status: "failed", assertionResults: [] },
      { name: "/c.test.ts", status: "passed", assertionResults: [{ status: "passed" }] },
    ],
  };
  expect(countVitest(report)).toEqual({ passed: 7, failed: 2 });
  expect(failedFiles(report)).toEqual(["/a.test.ts", "/b.test.ts"]);
});

test("a browser run that broke before its tests counts as a failure", () => {
  const stats = { expected: 0, unexpected: 0, flaky: 0 };
  expect(countPlaywright({ stats, errors: [{}] })).toEqual({ passed: 0, failed: 1 });
  expect(countPlaywright({ stats: { expected: 4, unexpected: 1, flaky: 1 } })).toEqual({ passed: 5, failed: 1 });
});

test("what fails among others and passes by itself has passed, what fails twice has failed", () => {
  expect(countAgain({ passed: 7, failed: 2 }, { passed: 30, failed: 0 })).toEqual({ passed: 9, failed: 0 });
  expect(countAgain({ passed: 7, failed: 2 }, { passed: 30, failed: 1 })).toEqual({ passed: 8, failed: 1 });
  expect(countAgain({ passed: 7, failed: 1 }, { passed: 0, failed: 3 })).toEqual({ passed: 7, failed: 3 });
});

test("what failed is named in a line each, also a file that never came to its tests", () => {
  const report = {
    testResults: [
      {
        name: "/here/a/a.test.ts",
        status: "failed",
        assertionResults: [
          {
            status: "failed",
            fullName: "money adds up",
            failureMessages: ["AssertionError: 1 is not 2\n    at a.test.ts:3"],
          },
          { status: "passed", fullName: "money is whole" },
        ],
      },
      { name: "/here/b.test.ts", status: "failed", message: "Cannot find module", assertionResults: [] },
      { name: "/here/c.test.ts", status: "passed", assertionResults: [{ status: "passed" }] },
    ],
  };
  expect(failedTests(report, "/here")).toEqual([
    "a/a.test.ts › money adds up: AssertionError: 1 is not 2",
    "b.test.ts › Cannot find module",
  ]);
});
