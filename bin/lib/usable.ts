import { redactText } from "#server/core/redact-text.ts";

/**
 * Tries out what a setting points to. A failure ends the process with one line that names the setting; passwords in an address
 * are not part of what drivers say.
 */
export async function usable(setting: string, attempt: () => Promise<unknown>): Promise<void> {
  try {
    await attempt();
  } catch (error) {
    console.error(redactText(`${setting} cannot be used: ${reasonOf(error)}`));
    process.exit(1);
  }
}

/** The innermost reason: drivers wrap what the system said, and several addresses may each have failed. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join("; ");
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : reasonOf(error.cause);
}
