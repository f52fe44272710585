import { apiKeyCommands } from "./api-key.ts";
import { backupCommands } from "./backup.ts";
import { checkCommands } from "./checks.ts";
import type { Command } from "./command.ts";
import { customerCommands } from "./customer.ts";
import { evidenceCommands } from "./evidence.ts";
import { metricsCommands } from "./metrics.ts";
import { secretsCommands } from "./secrets.ts";
import { userCommands } from "./user.ts";

/** Every command, by the words that call it. */
export const commands: Readonly<Record<string, Command>> = {
  ...apiKeyCommands,
  ...userCommands,
  ...checkCommands,
  ...backupCommands,
  ...customerCommands,
  ...evidenceCommands,
  ...metricsCommands,
  ...secretsCommands,
};

const WIDTH = 44;

function lineOf([name, { usage, about }]: [string, Command]): string {
  const call = `  ${name} ${usage}`.trimEnd();
  return call.length < WIDTH ? call.padEnd(WIDTH) + about : `${call}\n${" ".repeat(WIDTH)}${about}`;
}

/** What is printed for `--help`, and after a call that was wrong. */
export const usage = (): string => `Usage: npm run -s admin -- COMMAND

${Object.entries(commands).map(lineOf).join("\n")}

The database is DATABASE_URL (default file:./data/daozhang.db).`;
