import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { storageContract } from "./contract.ts";
import { openFiles } from "./files.ts";

const folders: string[] = [];
const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), "daozhang-files-"));
  folders.push(folder);
  return folder;
};
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

storageContract("a folder", async () => openFiles(join(newFolder(), "not", "there", "yet")));

describe("files in a folder", () => {
  test("a file that was changed on disk is not given out", async () => {
    const root = newFolder();
    const files = openFiles(root);
    const name = await files.put(Buffer.from("true"));
    writeFileSync(join(root, name.slice(0, 2), name), "false");
    await expect(files.open(name)).rejects.toMatchObject({ problem: "corrupt" });
    const read = async () => {
      for await (const _piece of await files.openStream(name));
    };
    await expect(read()).rejects.toMatchObject({ problem: "corrupt" });
  });

  test("leaves no temporary files behind", async () => {
    const root = newFolder();
    const files = openFiles(root);
    const name = await files.put(Buffer.from("one"));
    await files.putStream(
      (async function* () {
        yield Buffer.from("one");
      })(),
    );
    await files.check();
    expect(readdirSync(root, { recursive: true }).sort()).toEqual([name.slice(0, 2), join(name.slice(0, 2), name)]);
  });

  test("its check fails where the folder cannot be made", async () => {
    const root = newFolder();
    writeFileSync(join(root, "file"), "");
    chmodSync(root, 0o500);
    await expect(openFiles(join(root, "file", "below")).check()).rejects.toThrow();
  });
});
