import pg from "pg";
import type { TestProject } from "vitest/node";
import { migrateDatabase } from "../migrate.ts";
import { startPostgres } from "./postgres.ts";

declare module "vitest" {
  export interface ProvidedContext {
    postgresUrl: string;
  }
}

// Two projects ask for it, each with a copy of this module.
const shared = globalThis as typeof globalThis & { __testPostgres?: { users: number; server: Promise<Server> } };
type Server = Awaited<ReturnType<typeof startPostgres>>;

/** One PostgreSQL for the run, with the migrated template that every test's database is copied from. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  shared.__testPostgres ??= { users: 0, server: start() };
  const one = shared.__testPostgres;
  one.users += 1;
  const server = await one.server;
  project.provide("postgresUrl", server.url);
  return async () => {
    one.users -= 1;
    if (one.users > 0) return;
    delete shared.__testPostgres;
    await server.stop();
  };
}

async function start(): Promise<Server> {
  const server = await startPostgres({ durable: false });
  const admin = new pg.Client({ connectionString: server.url });
  await admin.connect();
  await admin.query("create database daozhang_template");
  await admin.end();
  const template = new URL(server.url);
  template.pathname = "/daozhang_template";
  await migrateDatabase(template.href);
  return server;
}
