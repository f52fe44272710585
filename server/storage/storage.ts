/**
 * A store of files named by the SHA-256 of their bytes. The same bytes are stored once; nothing is ever changed in place.
 * `contract.ts` holds the tests that every implementation passes.
 */
export type Storage = {
  /** Stores the bytes and resolves when they would survive a power cut. @returns their SHA-256 in lower-case hex */
  put(bytes: Uint8Array): Promise<string>;
  /**
   * {@link put} for what is too large to hold in memory. When `source` throws, nothing is stored and its error is passed on.
   * @returns the hash, and how many bytes there were
   */
  putStream(source: AsyncIterable<Uint8Array>): Promise<{ sha256: string; bytes: number }>;
  /** The bytes under this hash. @throws StorageError `missing` or `corrupt` */
  open(sha256: string): Promise<Buffer>;
  /**
   * {@link open} piece by piece. That the file is whole is known at its end only: it then throws `corrupt`, so whoever acts on the
   * pieces must wait for the end.
   * @throws StorageError `missing`, or while reading `corrupt`
   */
  openStream(sha256: string): Promise<AsyncIterable<Buffer>>;
  has(sha256: string): Promise<boolean>;
  /** When these bytes were last put, also where they were there already; null when there is no such file. */
  putAt(sha256: string): Promise<Date | null>;
  /**
   * Takes the file away for good; one that is not there is no error. Only for files that nothing else can name: the same bytes
   * stored twice are one file.
   */
  remove(sha256: string): Promise<void>;
  /** The names of all files that are whole, in no order. One that is put or removed meanwhile may be named or not. */
  list(): AsyncIterable<string>;
  /** Rejects when the store cannot be written to or read from. */
  check(): Promise<void>;
};

export class StorageError extends Error {
  readonly problem: "missing" | "corrupt" | "bad_name";
  constructor(problem: StorageError["problem"], sha256: string, options?: ErrorOptions) {
    super(`The stored file ${sha256} is ${problem}.`, options);
    this.name = "StorageError";
    this.problem = problem;
  }
}

const NAME = /^[0-9a-f]{64}$/;

/** Guards every path made from a name. @throws StorageError `bad_name` */
export function checkName(sha256: string): string {
  if (!NAME.test(sha256)) throw new StorageError("bad_name", JSON.stringify(sha256).slice(0, 80));
  return sha256;
}
