import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Disks of their own for one test. Only root may make them; where that is not allowed, tests say so and are skipped. */

const run = (command: string, ...args: string[]) => spawnSync(command, args, { encoding: "utf8" });

/** Runs a command on a disk. @throws Error with what it said when it fails */
function must(command: string, ...args: string[]): void {
  const { status, stderr, error } = run(command, ...args);
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${String(stderr ?? error).trim()}`);
}

function made(make: (folder: string) => void): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), "daozhang-disk-"));
  try {
    make(folder);
    return folder;
  } catch (error) {
    console.log(`  skipped: no disk can be made here (${(error as Error).message})`);
    removeDisk(folder);
    return undefined;
  }
}

/** A disk in memory. @returns its folder, or undefined where that is not allowed */
export const memoryDisk = (megabytes = 48) =>
  made((folder) => must("mount", "-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", folder));

/** Takes a disk away, and the file that it was in. */
export function removeDisk(folder: string): void {
  run("umount", "-l", folder);
  rmSync(folder, { recursive: true, force: true });
  rmSync(imageOf(folder), { force: true });
}

/** Leaves no room on the disk, until the file that is returned is removed. */
export function fill(disk: string): string {
  const { bavail, bsize } = statfsSync(disk);
  const filling = join(disk, "filling");
  try {
    writeFileSync(filling, Buffer.alloc(bavail * bsize));
  } catch {
    // It is as full as it gets.
  }
  return filling;
}

/** Makes a disk take no writes, or take them again. Linux does so only while no file on it is open for writing. */
export const remount = (disk: string, mode: "ro" | "rw") => must("mount", "-o", `remount,${mode}`, disk);

const imageOf = (folder: string) => `${folder}.ext4`;

/** A disk as machines have them (ext4, in a file), which stops taking writes when it meets an error. */
export const realDisk = () =>
  made((folder) => {
    writeFileSync(imageOf(folder), Buffer.alloc(64 << 20));
    must("mkfs.ext4", "-q", imageOf(folder));
    mount(folder);
    // Elsewhere the kernel may not let this be asked for.
    readFileSync(`/sys/fs/ext4/${deviceOf(folder)}/session_write_kbytes`);
  });

const mount = (folder: string) => must("mount", "-o", "loop,errors=remount-ro", imageOf(folder), folder);

/** The loop device of a disk. @throws Error for every other device: what follows is not for the machine's own */
function deviceOf(folder: string): string {
  const [device = ""] = (
    readFileSync("/proc/mounts", "utf8")
      .split("\n")
      .find((line) => line.includes(` ${folder} `)) ?? ""
  ).split(" ");
  const name = /^\/dev\/(loop\d+)$/.exec(device)?.[1];
  if (!name) throw new Error(`${folder} is no loop device of ours: ${device}`);
  return name;
}

/** Lets a disk of {@link realDisk} meet an error: from now on it takes no writes, also to files that are open. */
export const breakDisk = (disk: string) => writeFileSync(`/sys/fs/ext4/${deviceOf(disk)}/trigger_fs_error`, "1");

/** What an operator does about that: takes the disk out, has it checked, and puts it back. Nothing may be open on it. */
export function mendDisk(disk: string): void {
  must("umount", disk);
  const { status, stdout } = run("e2fsck", "-f", "-y", imageOf(disk));
  // 1: errors were there and are corrected.
  if (status !== 0 && status !== 1) throw new Error(`e2fsck: ${stdout}`);
  mount(disk);
}

/** Makes files take no writes, or take them again, while they are open. */
export const freezeFiles = (mode: "+i" | "-i", ...files: string[]) => must("chattr", mode, ...files);
