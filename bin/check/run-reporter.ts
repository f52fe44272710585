import { writeFileSync } from "node:fs";
import type { Reporter, TestModule, TestSpecification } from "vitest/node";

/** What vitest's JSON report leaves out of a run. */
export type RunReport = {
  /** Errors outside of any test, in a line each. */
  errors: string[];
  /** Files that were to run and never did. */
  missing: string[];
};

/** Writes a {@link RunReport} to the file that `CHECK_RUN_REPORT` names. */
export default class RunReporter implements Reporter {
  private planned: string[] = [];

  onTestRunStart(specifications: readonly TestSpecification[]): void {
    this.planned = specifications.map(({ project, moduleId }) => nameOf(project.name, moduleId));
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly { message: string }[]): void {
    const ran = new Set(modules.map(({ project, moduleId }) => nameOf(project.name, moduleId)));
    const report: RunReport = {
      errors: errors.map(({ message }) => message),
      missing: this.planned.filter((name) => !ran.has(name)),
    };
    writeFileSync(process.env.CHECK_RUN_REPORT ?? "", JSON.stringify(report));
  }
}

const nameOf = (project: string, moduleId: string) => `${project} ${moduleId}`;
