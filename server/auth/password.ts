import { test as isCommon } from "fxa-common-password-list";
import { invalid } from "#server/core/errors.ts";

/**
 * Refuses a password that is tried first by whoever guesses: the account's address, or what stands before its `@`; and the most used
 * ones, of which Mozilla's list holds more than 3,000 that are as long as ours must be. The list is within the package: nothing is
 * asked outside. Length is the schemas' to check.
 * @throws DomainError 422 PASSWORD_IS_EMAIL, PASSWORD_COMMON
 */
export function assertPassword(password: string, email: string): void {
  const [typed, whole] = [password.trim().toLowerCase(), email.trim().toLowerCase()];
  if (typed === whole || typed === whole.split("@")[0])
    throw invalid("PASSWORD_IS_EMAIL", "The password must not be the email.");
  // The list has each as it is used, which is in small letters for nearly all.
  if ([...new Set([password, password.trim(), typed])].some((one) => isCommon(one)))
    throw invalid("PASSWORD_COMMON", "Too many people use this password.");
}
