import pg from "pg";
import type { TestProject } from "vitest/node";
import { migrateDatabase } from "../migrate.ts";
import { startPostgres } from "./postgres.ts";

declare module "vitest" {
  export interface ProvidedContext {
    postgresUrl: string;
  }
}

/** Starts one PostgreSQL for the run and migrates the template that every test's database is copied from. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres({ durable: false });
  const admin = new pg.Client({ connectionString: server.url });
  await admin.connect();
  await admin.query("create database daozhang_template");
  await admin.end();
  const template = new URL(server.url);
  template.pathname = "/daozhang_template";
  await migrateDatabase(template.href);
  project.provide("postgresUrl", server.url);
  return () => server.stop();
}
