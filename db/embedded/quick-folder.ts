import { statfsSync } from "node:fs";
import { tmpdir } from "node:os";

const MEMORY = "/dev/shm";
/** Containers often have 64 MB there, which a database outgrows. */
const NEEDED_BYTES = 4 * 1024 ** 3;

/**
 * Where databases stand that live as long as a test: in memory where the machine offers enough of it, since each is copied from a
 * template and makes hundreds of files. Nothing there is asked to outlive a power cut.
 */
export function quickFolder(): string {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    if (bavail * bsize >= NEEDED_BYTES) return MEMORY;
  } catch {
    // No such place on this system.
  }
  return tmpdir();
}
