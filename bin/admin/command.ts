/** What the commands of an operator's shell share. A command is a file here and a line in `index.ts`. */

/** The options that are given, by name; each command says which it knows. */
export type Options = Partial<Record<string, string | boolean>>;

export type Command = {
  /** What stands after the name in the usage, such as `--id ID`. */
  usage: string;
  /** What it does, in a few words. */
  about: string;
  options: Readonly<Record<string, { type: "string" | "boolean" }>>;
  /** True where it opens or makes sealed things: then the installation's own APP_SECRET must be set. */
  needsSecret?: boolean;
  /** True where it opens the database itself, or none. */
  ownDatabase?: boolean;
  run(options: Options): Promise<void>;
};

/** Ends the command with a sentence on stderr: 2 for a call that was wrong, 1 for work that failed. */
export class Stop extends Error {
  readonly exitCode: number;
  constructor(exitCode: number, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

let ownSecret = true;
/** Notes that the installation's secret is not known here and a throw-away one stands in for it. */
export const withoutSecret = (): void => {
  ownSecret = false;
};
/** False where a throw-away secret stands in for the installation's. */
export const hasOwnSecret = (): boolean => ownSecret;

/** An option as text; undefined when it was not given. */
export const textOf = (value: string | boolean | undefined): string | undefined =>
  typeof value === "string" ? value : undefined;

/** The context that an operator's commands act in. */
export async function operator() {
  const { systemContext } = await import("#server/core/context.ts");
  return systemContext("admin");
}

type Schema<T> = {
  safeParse(
    input: unknown,
  ): { success: true; data: T } | { success: false; error: { issues: { path: PropertyKey[]; message: string }[] } };
};

/**
 * Input that a schema takes.
 * @throws Stop 2 with a line for each option that is wrong
 */
export function checked<T>(schema: Schema<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new Stop(2, result.error.issues.map(({ path, message }) => `--${path.join(".")}: ${message}`).join("\n"));
}
