// `npm run -s admin -- …`: what an operator does from a shell. Works beside a running server and on a new database.
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { loadDemoSecrets } from "./lib/env-file.ts";

const USAGE = `Usage: npm run -s admin -- COMMAND

  api-key create --name NAME --scopes a,b   make an API key; prints it and nothing else ('*' is every scope)
  api-key list                              the living keys
  api-key revoke --id ID                    end a key at once
  user create --email EMAIL --role ROLE [--name NAME] [--password-stdin]
                                            make a staff account: agent, lead, manager or admin
  ledger check                              does every posting balance? exit 0 or 1
  audit verify                              does every link of the audit log hold? exit 0 or 1

The database is DATABASE_URL (default file:./data/daozhang.db).`;

type Options = {
  name?: string;
  scopes?: string;
  id?: string;
  email?: string;
  role?: string;
  "password-stdin"?: boolean;
};

/** Ends the command with a sentence on stderr: 2 for a call that was wrong, 1 for work that failed. */
class Stop extends Error {
  readonly exitCode: number;
  constructor(exitCode: number, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

const commands: Record<string, (options: Options) => Promise<void>> = {
  async "api-key create"({ name, scopes }) {
    if (!name || !scopes) throw new Stop(2, "api-key create needs --name and --scopes.");
    const { createApiKey, createApiKeySchema } = await import("#server/auth/api-keys.ts");
    const input = checked(createApiKeySchema, { name, scopes: scopes.split(",").map((scope) => scope.trim()) });
    const { key } = await createApiKey({ ctx: await operator(), input });
    console.log(key);
  },

  async "api-key list"() {
    const { listApiKeys } = await import("#server/auth/api-keys.ts");
    for (const key of await listApiKeys({ ctx: await operator() })) {
      console.log([key.id, `${key.hint}…`, key.createdAt, key.name, key.scopes.join(",")].join("\t"));
    }
  },

  async "api-key revoke"({ id }) {
    if (!id) throw new Stop(2, "api-key revoke needs --id.");
    const { revokeApiKey } = await import("#server/auth/api-keys.ts");
    await revokeApiKey({ ctx: await operator(), input: { id } });
  },

  async "user create"({ email, role, name, "password-stdin": fromStdin }) {
    if (!email || !role) throw new Stop(2, "user create needs --email and --role.");
    const { createStaffSchema } = await import("#server/auth/schemas.ts");
    const { createStaff } = await import("#server/auth/index.ts");
    const password = fromStdin ? (await text(process.stdin)).replace(/\r?\n$/, "") : undefined;
    const input = checked(createStaffSchema, { email, role, name, password });
    const made = await createStaff({ ctx: await operator(), input });
    console.log(`${made.role} ${made.email} ${made.id}`);
    if (made.generatedPassword) console.log(`password: ${made.generatedPassword}`);
  },

  async "ledger check"() {
    const { checkLedger } = await import("#server/topup/index.ts");
    const { entries, broken } = await checkLedger();
    for (const fault of broken) console.log(JSON.stringify(fault));
    if (broken.length > 0)
      throw new Stop(1, `The ledger does not hold: ${broken.length} faults in ${entries} entries.`);
    console.log(`The ledger holds: ${entries} entries, all balanced.`);
  },

  async "audit verify"() {
    const { verifyAudit } = await import("#server/audit/index.ts");
    const { rows, broken } = await verifyAudit();
    for (const link of broken) console.log(`chain ${link.chain}, row ${link.seq}: ${link.problem}`);
    if (broken.length > 0) throw new Stop(1, `The audit log does not hold: ${broken.length} broken chains.`);
    console.log(`The audit log holds: ${rows} rows.`);
  },
};

async function main(): Promise<void> {
  const { values, positionals } = readArguments();
  const command = commands[positionals.join(" ")];
  if (values.help || positionals.length === 0) return console.log(USAGE);
  if (!command) throw new Stop(2, `There is no command "${positionals.join(" ")}".\n\n${USAGE}`);
  const url = await databaseUrl();
  const { migrateDatabase } = await import("#db/migrate.ts");
  const { openDatabase, setConnection } = await import("#db/client.ts");
  await migrateDatabase(url);
  const connection = openDatabase(url);
  setConnection(connection);
  try {
    await command(values);
  } finally {
    await connection.close();
  }
}

function readArguments() {
  const string = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const options = { name: string, scopes: string, id: string, email: string, role: string };
  try {
    return parseArgs({
      allowPositionals: true,
      options: { ...options, "password-stdin": flag, help: { ...flag, short: "h" } },
    });
  } catch (error) {
    throw new Stop(2, `${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  }
}

/** Reads the settings as the server does, before anything that depends on them is loaded. */
async function databaseUrl(): Promise<string> {
  loadDemoSecrets();
  if (existsSync(".env")) process.loadEnvFile(".env");
  // No command here signs or encrypts anything, so none needs the installation's own secret.
  process.env.APP_SECRET ??= randomBytes(32).toString("base64url");
  const { BadEnvironment, env } = await import("#server/core/env.ts");
  try {
    return env().DATABASE_URL;
  } catch (error) {
    if (error instanceof BadEnvironment) throw new Stop(2, error.lines.join("\n"));
    throw error;
  }
}

async function operator() {
  const { systemContext } = await import("#server/core/context.ts");
  return systemContext("admin");
}

type Schema<T> = {
  safeParse(
    input: unknown,
  ): { success: true; data: T } | { success: false; error: { issues: { path: PropertyKey[]; message: string }[] } };
};

function checked<T>(schema: Schema<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new Stop(2, result.error.issues.map(({ path, message }) => `--${path.join(".")}: ${message}`).join("\n"));
}

try {
  await main();
} catch (error) {
  const expected = error instanceof Stop || (error instanceof Error && error.name === "DomainError");
  console.error(expected ? error.message : error);
  process.exitCode = error instanceof Stop ? error.exitCode : 1;
}
