import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { logger } from "#server/core/logger.ts";
import type { PictureReading, PictureStatus } from "../schemas.ts";
import type { ChildAnswer, ChildOrder } from "./wire.ts";

export type ReaderLimits = {
  /** The child's program; another one in tests. */
  entry: string;
  /** Pictures that may stand in line. */
  waiting: number;
  /** A child is replaced after so many pictures, or when it holds more memory. */
  pictures: number;
  rssBytes: number;
  /** Without work for so long it ends. */
  idleMs: number;
  /** How long nothing is tried after a child said that it cannot read at all. */
  restMs: number;
};

// From the folder we were started in: in a build of Next.js this module lies elsewhere, its source is where it was.
const root = () => process.cwd();
const defaults = (): ReaderLimits => ({
  entry: join(/* turbopackIgnore: true */ root(), "server", "reading", "picture", "child.ts"),
  waiting: 24,
  pictures: 300,
  rssBytes: 1_000_000_000,
  idleMs: 60_000,
  restMs: 600_000,
});

export type ReadCall = { bytes: Uint8Array; timeoutMs: number; now: Date; maxWaiting: number };
type Job = ReadCall & { id: number; startedAt: number; settle(reading: PictureReading): void; timer?: NodeJS.Timeout };

/**
 * One child process that reads pictures, one at a time, started with the first picture. A picture that takes too long costs
 * the child its life; the next picture gets a new one.
 */
export class Reader {
  readonly #limits: ReaderLimits;
  readonly #line: Job[] = [];
  #child: ChildProcess | undefined;
  #current: Job | undefined;
  #done = 0;
  #ids = 0;
  #restUntil = 0;
  #idle: NodeJS.Timeout | undefined;

  constructor(overrides: Partial<ReaderLimits> = {}) {
    this.#limits = { ...defaults(), ...overrides };
  }

  /** The child's process, when one runs. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Reads one picture in its turn. Always answers within the call's time. */
  read(call: ReadCall): Promise<PictureReading> {
    return new Promise((resolve) => {
      const job: Job = { ...call, id: ++this.#ids, startedAt: Date.now(), settle: resolve };
      if (Date.now() < this.#restUntil || !existsSync(this.#limits.entry)) settle(job, "off");
      else if (this.#line.length >= Math.min(this.#limits.waiting, call.maxWaiting)) settle(job, "busy");
      else {
        job.timer = setTimeout(() => this.#overdue(job), job.timeoutMs);
        this.#line.push(job);
        this.#next();
      }
    });
  }

  /** Ends the child. */
  close(): void {
    const job = this.#current;
    this.#current = undefined;
    this.#stop();
    for (const lost of [...(job ? [job] : []), ...this.#line.splice(0)]) settle(lost, "failed");
  }

  #overdue(job: Job): void {
    if (this.#current === job) {
      this.#lose("timed_out", `took more than ${job.timeoutMs} ms`);
    } else {
      this.#line.splice(this.#line.indexOf(job), 1);
      settle(job, "timed_out");
    }
  }

  #next(): void {
    if (this.#current) return;
    const job = this.#line.shift();
    if (!job) {
      this.#rest();
      return;
    }
    clearTimeout(this.#idle);
    this.#current = job;
    this.#child ??= this.#start();
    this.#child.channel?.ref();
    const order: ChildOrder = { id: job.id, bytes: job.bytes, now: job.now.getTime() };
    this.#child.send(order, (error) => error && this.#current === job && this.#lose("failed", error.message));
  }

  /** Nothing to do: the child keeps no process alive, and ends when that stays so. */
  #rest(): void {
    clearTimeout(this.#idle);
    if (!this.#child) return;
    this.#child.channel?.unref();
    this.#idle = setTimeout(() => this.#stop(), this.#limits.idleMs);
    this.#idle.unref();
  }

  #start(): ChildProcess {
    const started = spawnChild(this.#limits.entry);
    this.#done = 0;
    let said = "";
    const mine = () => started === this.#child;
    started.stderr?.on("data", (data: Buffer) => {
      said = (said + data.toString()).slice(-2_000);
    });
    started.on("message", (answer: ChildAnswer) => mine() && this.#take(answer));
    started.on("error", (error) => mine() && this.#lose("failed", error.message));
    started.on("exit", (code, signal) => mine() && this.#lose("failed", `ended with ${signal ?? code}: ${said}`));
    return started;
  }

  #take(answer: ChildAnswer): void {
    const job = this.#current;
    if (!job || answer.id !== job.id) return;
    this.#current = undefined;
    this.#done++;
    if (answer.unavailable !== undefined) this.#giveUp(job, answer.unavailable);
    else if (answer.read) settle(job, "read", answer.read);
    else {
      logger.info({ reason: answer.failed }, "a picture could not be read");
      settle(job, "failed");
    }
    if (this.#done >= this.#limits.pictures || answer.rss > this.#limits.rssBytes) this.#stop();
    this.#next();
  }

  /** No picture can be read here: nobody needs to wait for the next attempt. */
  #giveUp(job: Job, reason: string): void {
    logger.warn({ reason }, "pictures cannot be read here");
    this.#restUntil = Date.now() + this.#limits.restMs;
    for (const other of [job, ...this.#line.splice(0)]) settle(other, "off");
    this.#stop();
  }

  /** The child is gone or useless: whoever it worked for learns that, the others get a new one. */
  #lose(status: "failed" | "timed_out", reason: string): void {
    const job = this.#current;
    this.#current = undefined;
    this.#stop();
    if (job) {
      logger.warn({ reason, status }, "the process that reads pictures was lost");
      settle(job, status);
    }
    this.#next();
  }

  #stop(): void {
    const old = this.#child;
    this.#child = undefined;
    clearTimeout(this.#idle);
    old?.kill("SIGKILL");
  }
}

function settle(job: Job, status: PictureStatus, read?: ChildAnswer["read"]): void {
  clearTimeout(job.timer);
  const nothing = { fields: [], text: "", codes: [] };
  job.settle({ status, ...(read ?? nothing), tookMs: Date.now() - job.startedAt });
}

/** What it may read: its program and its libraries. It needs no settings, no network, no files of ours, no other process. */
function spawnChild(entry: string): ChildProcess {
  const readable = ["node_modules", "server/reading", "package.json"].map((path) => join(root(), path));
  const started = spawn(
    process.execPath,
    [
      "--permission",
      "--allow-addons",
      ...readable.map((path) => `--allow-fs-read=${path}`),
      "--max-old-space-size=384",
      "--no-warnings",
      entry,
    ],
    {
      cwd: root(),
      // Two arenas: with one for every thread, glibc keeps hundreds of megabytes that nobody uses.
      env: { NODE_ENV: "production", MALLOC_ARENA_MAX: "2", OMP_NUM_THREADS: "2" },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      serialization: "advanced",
    },
  );
  started.unref();
  (started.stderr as unknown as { unref?(): void } | null)?.unref?.();
  return started;
}
