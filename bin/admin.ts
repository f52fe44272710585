// `npm run -s admin -- …`: what an operator does from a shell. Works beside a running server and on a new database.
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { inspect, parseArgs } from "node:util";
import { redact } from "#server/core/redact.ts";
import { type Command, hasOwnSecret, type Options, Stop, withoutSecret } from "./admin/command.ts";
import { commands, usage } from "./admin/index.ts";
import { loadDemoSecrets } from "./lib/env-file.ts";

async function main(): Promise<void> {
  const { values, positionals } = readArguments();
  if (values.help || positionals.length === 0) return console.log(usage());
  const command = commands[positionals.join(" ")];
  if (!command) throw new Stop(2, `There is no command "${positionals.join(" ")}".\n\n${usage()}`);
  const url = await databaseUrl(command);
  if (command.ownDatabase) return command.run(values);
  const { migrateDatabase } = await import("#db/migrate.ts");
  const { openDatabase, setConnection } = await import("#db/client.ts");
  await migrateDatabase(url);
  const connection = openDatabase(url);
  setConnection(connection);
  try {
    await openDataSecret();
    await command.run(values);
    if (!hasOwnSecret()) await tellUnsealed();
  } finally {
    await connection.close();
  }
}

async function openDataSecret(): Promise<void> {
  const { setDataSecret } = await import("#server/core/data-key.ts");
  const { loadDataSecret, WrongSecret } = await import("#server/core/data-secret.ts");
  if (!hasOwnSecret()) return setDataSecret(process.env.APP_SECRET ?? "", { throwAway: true });
  await loadDataSecret().catch((error: unknown) => {
    throw error instanceof WrongSecret ? new Stop(2, error.message) : error;
  });
}

/** What a command prints on stdout is for other programs. */
async function tellUnsealed(): Promise<void> {
  const { writtenWithoutSeal } = await import("#server/evidence/index.ts");
  if (writtenWithoutSeal() === 0) return;
  console.error(
    "APP_SECRET is not set: what this wrote stands in the evidence log without a seal. audit verify counts it.",
  );
}

function readArguments(): { values: Options; positionals: string[] } {
  const known = Object.assign({}, ...Object.values(commands).map(({ options }) => options)) as Command["options"];
  try {
    return parseArgs({ allowPositionals: true, options: { ...known, help: { type: "boolean", short: "h" } } });
  } catch (error) {
    throw new Stop(2, `${error instanceof Error ? error.message : String(error)}\n\n${usage()}`);
  }
}

/** Reads the settings as the server does, before anything that depends on them is loaded. */
async function databaseUrl({ needsSecret }: Command): Promise<string> {
  loadDemoSecrets();
  if (existsSync(".env")) process.loadEnvFile(".env");
  // Where nothing is signed or sealed, the installation's own secret is not needed.
  if (!needsSecret && !process.env.APP_SECRET) {
    process.env.APP_SECRET = randomBytes(32).toString("base64url");
    withoutSecret();
  }
  const { BadEnvironment, env } = await import("#server/core/env.ts");
  try {
    return env().DATABASE_URL;
  } catch (error) {
    if (error instanceof BadEnvironment) throw new Stop(2, error.lines.join("\n"));
    throw error;
  }
}

try {
  await main();
} catch (error) {
  const expected = error instanceof Stop || (error instanceof Error && error.name === "DomainError");
  console.error(expected ? error.message : inspect(redact(error), { depth: 8 }));
  process.exitCode = error instanceof Stop ? error.exitCode : 1;
}
