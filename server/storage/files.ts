import { createHash, randomUUID } from "node:crypto";
import { access, type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { dirname, join } from "node:path";
import { sha256Hex } from "#server/core/ids.ts";
import { checkName, type Storage, StorageError } from "./storage.ts";

/**
 * Files in a folder, in 256 sub-folders by the first two digits of their name. A file appears under its name only when
 * it is whole and on disk: temporary file, fsync, rename, fsync of the folder.
 * @param root the folder; made when missing
 */
export function openFiles(root: string): Storage {
  const pathOf = (sha256: string) => join(/* turbopackIgnore: true */ root, checkName(sha256).slice(0, 2), sha256);
  return {
    async put(bytes) {
      const sha256 = sha256Hex(bytes);
      const path = pathOf(sha256);
      // A file that is there is whole; its name may be a moment old and not on disk yet.
      if (await renewed(path)) await syncFolder(dirname(path));
      else await writeDurably(path, bytes);
      return sha256;
    },
    async putStream(source) {
      const made = await makeFolder(root);
      const temporary = join(/* turbopackIgnore: true */ root, `.${randomUUID()}`);
      try {
        const written = await streamAndSync(temporary, source);
        await moveDurably(temporary, pathOf(written.sha256));
        if (made) await syncMade(root, made);
        return written;
      } finally {
        await rm(temporary, { force: true });
      }
    },
    async open(sha256) {
      const path = pathOf(sha256);
      const bytes = await readFile(path).catch((error: unknown) => refuseMissing(error, sha256));
      if (sha256Hex(bytes) !== sha256) throw new StorageError("corrupt", sha256);
      return bytes;
    },
    async openStream(sha256) {
      const file = await open(pathOf(sha256), "r").catch((error: unknown) => refuseMissing(error, sha256));
      return pieces(file, sha256);
    },
    has: (sha256) => exists(pathOf(sha256)),
    putAt: (sha256) => stat(pathOf(sha256)).then(({ mtime }) => mtime, noneIfMissing),
    async remove(sha256) {
      const path = pathOf(sha256);
      await rm(path, { force: true });
      if (await exists(dirname(path))) await syncFolder(dirname(path));
    },
    list: () => namesIn(root),
    async check() {
      const path = join(/* turbopackIgnore: true */ root, `check-${randomUUID()}`);
      await makeFolder(root);
      try {
        await writeAndSync(path, Buffer.from("ok"));
        await readFile(path);
      } finally {
        await rm(path, { force: true });
      }
    },
  };
}

const FOLDER = /^[0-9a-f]{2}$/;
const FILE = /^[0-9a-f]{64}$/;

/** What is being written has a name that begins with a dot, and is passed over. */
async function* namesIn(root: string): AsyncGenerator<string> {
  for (const folder of await namesOrNone(root)) {
    if (!FOLDER.test(folder)) continue;
    for (const name of await namesOrNone(join(/* turbopackIgnore: true */ root, folder)))
      if (FILE.test(name)) yield name;
  }
}

function namesOrNone(path: string): Promise<string[]> {
  return readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
}

/**
 * Makes a folder and those above it. On a disk that takes no writes Node says ENOENT of a recursive mkdir; a plain one says what is so.
 * @returns the first that was made, if any
 */
async function makeFolder(path: string): Promise<string | undefined> {
  try {
    return await mkdir(path, { recursive: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    await mkdir(path);
    return path;
  }
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const folder = dirname(path);
  const made = await makeFolder(folder);
  const temporary = join(/* turbopackIgnore: true */ folder, `.${randomUUID()}`);
  try {
    await writeAndSync(temporary, bytes);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(folder);
  if (made) await syncMade(folder, made);
}

const PIECE_BYTES = 64 * 1024;

/** Reads a file to its end and closes it, also when its reader stops early. */
async function* pieces(file: FileHandle, sha256: string): AsyncGenerator<Buffer> {
  const hash = createHash("sha256");
  try {
    for (;;) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(PIECE_BYTES), 0, PIECE_BYTES, null);
      if (bytesRead === 0) break;
      const piece = buffer.subarray(0, bytesRead);
      hash.update(piece);
      yield piece;
    }
  } finally {
    await file.close();
  }
  if (hash.digest("hex") !== sha256) throw new StorageError("corrupt", sha256);
}

function refuseMissing(error: unknown, sha256: string): never {
  if ((error as NodeJS.ErrnoException).code === "ENOENT") throw new StorageError("missing", sha256, { cause: error });
  throw error;
}

async function streamAndSync(path: string, source: AsyncIterable<Uint8Array>) {
  const hash = createHash("sha256");
  let bytes = 0;
  const file = await open(path, "wx", 0o600);
  try {
    for await (const piece of source) {
      hash.update(piece);
      bytes += piece.byteLength;
      await file.writeFile(piece);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { sha256: hash.digest("hex"), bytes };
}

/** Gives a file that is whole and on disk its name, for good. */
async function moveDurably(from: string, path: string): Promise<void> {
  const folder = dirname(path);
  const made = await makeFolder(folder);
  if (!(await renewed(path))) await rename(from, path);
  await syncFolder(folder);
  if (made) await syncMade(folder, made);
}

/** A folder made just now is itself an entry of its parents, up to the first that was there before. */
async function syncMade(folder: string, made: string): Promise<void> {
  for (let up = folder; up.length >= made.length; up = dirname(up)) await syncFolder(dirname(up));
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

/** Whether the file is there; it then counts as put just now. */
async function renewed(path: string): Promise<boolean> {
  const now = new Date();
  return (await utimes(path, now, now).catch(noneIfMissing)) !== null;
}

function noneIfMissing(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT") return null;
  throw error;
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
