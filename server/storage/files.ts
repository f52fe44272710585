import { randomUUID } from "node:crypto";
import { access, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { sha256Hex } from "#server/core/ids.ts";
import { checkName, type Storage, StorageError } from "./storage.ts";

/**
 * Files in a folder, in 256 sub-folders by the first two digits of their name. A file appears under its name only when
 * it is whole and on disk: temporary file, fsync, rename, fsync of the folder.
 * @param root the folder; made when missing
 */
export function openFiles(root: string): Storage {
  const pathOf = (sha256: string) => join(root, checkName(sha256).slice(0, 2), sha256);
  return {
    async put(bytes) {
      const sha256 = sha256Hex(bytes);
      const path = pathOf(sha256);
      // A file that is there is whole; its name may be a moment old and not on disk yet.
      if (await exists(path)) await syncFolder(dirname(path));
      else await writeDurably(path, bytes);
      return sha256;
    },
    async open(sha256) {
      const path = pathOf(sha256);
      const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") throw new StorageError("missing", sha256, { cause: error });
        throw error;
      });
      if (sha256Hex(bytes) !== sha256) throw new StorageError("corrupt", sha256);
      return bytes;
    },
    has: (sha256) => exists(pathOf(sha256)),
    async check() {
      const path = join(root, `check-${randomUUID()}`);
      await mkdir(root, { recursive: true });
      try {
        await writeAndSync(path, Buffer.from("ok"));
        await readFile(path);
      } finally {
        await rm(path, { force: true });
      }
    },
  };
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const folder = dirname(path);
  const made = await mkdir(folder, { recursive: true });
  const temporary = join(folder, `.${randomUUID()}`);
  try {
    await writeAndSync(temporary, bytes);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(folder);
  // A folder made just now is itself an entry of its parents, up to the first that was there before.
  if (made) for (let up = folder; up.length >= made.length; up = dirname(up)) await syncFolder(dirname(up));
}

async function writeAndSync(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return false;
      throw error;
    },
  );
}
