// What must work on a bare machine: any Node from 18 on, nothing installed. Only `node:` imports, only plain JavaScript.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * Installs what the lockfile names unless it is there already, then runs a TypeScript command of this repository on the
 * pinned Node and ends with its exit code.
 * @param {string} command path of the command from the root, such as `bin/demo/start.ts`
 */
export function runPinned(command) {
  process.chdir(root);
  install();
  const node = join(root, "node_modules", ".bin", "node");
  if (!existsSync(node)) {
    console.error(
      `No pinned Node for ${process.platform} on ${process.arch}: see optionalDependencies in package.json.`,
    );
    process.exit(1);
  }
  const child = spawn(node, [command, ...process.argv.slice(2)], {
    stdio: "inherit",
    env: { ...process.env, PATH: `${join(root, "node_modules", ".bin")}:${process.env.PATH ?? ""}` },
  });
  // A terminal sends Ctrl-C to both; the child cleans up and this process waits for it.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => {
    console.error(`The pinned Node does not start: ${error.message}`);
    process.exit(1);
  });
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 1)));
}

function install() {
  if (installed()) return;
  console.log("▸ Installing packages (npm ci; the first time this takes a minute or two)");
  // Scripts stay off: nothing that we depend on needs one, and none of them can then run on this machine.
  const run = spawnSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], {
    stdio: "inherit",
    // Under `npm test` npm hands its own settings down; NODE_ENV=production would leave out what the build needs.
    env: { ...process.env, NODE_ENV: "development" },
  });
  if (run.status !== 0) {
    console.error("npm ci failed. Its own words stand above.");
    process.exit(1);
  }
}

/** True when every package of the lockfile is installed in its version (those for other machines aside). */
function installed() {
  const hidden = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(hidden)) return false;
  const wanted = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  const present = JSON.parse(readFileSync(hidden, "utf8")).packages;
  return Object.entries(wanted).every(
    ([path, entry]) => path === "" || (entry.optional && !present[path]) || present[path]?.version === entry.version,
  );
}
