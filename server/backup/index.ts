/** Copies of everything, and the way back (`docs/decisions/0038-backups.md`). Only commands of an operator use it. */
export { backup } from "./backup.ts";
export type { Manifest } from "./manifest.ts";
export { restore } from "./restore.ts";
