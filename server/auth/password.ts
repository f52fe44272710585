import { invalid } from "#server/core/errors.ts";

/**
 * Refuses a password that whoever knows the email knows: the address itself, or what stands before its `@`. Length is the
 * schemas' to check.
 * @throws DomainError 422 PASSWORD_IS_EMAIL
 */
export function assertPassword(password: string, email: string): void {
  const [typed, whole] = [password.trim().toLowerCase(), email.trim().toLowerCase()];
  if (typed === whole || typed === whole.split("@")[0])
    throw invalid("PASSWORD_IS_EMAIL", "The password must not be the email.");
}
