// Generates both migration sets from the one schema. Usage: npm run db:generate -- add_ticket_sla
import { spawnSync } from "node:child_process";

const name = process.argv[2];
if (!/^[a-z0-9_]+$/.test(name ?? "")) {
  console.error("Say what the migration does: npm run db:generate -- add_ticket_sla");
  process.exit(1);
}
for (const [kind, url] of [
  ["sqlite", "file:./data/none.db"],
  ["postgres", "postgres://none"],
]) {
  const run = spawnSync("drizzle-kit", ["generate", `--config=db/drizzle.${kind}.ts`, `--name=${name}`], {
    stdio: "inherit",
    env: { ...process.env, DATABASE_URL: url },
  });
  if (run.status !== 0) process.exit(run.status ?? 1);
}
