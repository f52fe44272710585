import type { ErrorClass } from "../codes.ts";

/**
 * Why-sentences about errors: the same words, by who said them.
 * @param said what goes before, by fact
 * @param errors what each class of error means
 */
export function errorWhys(
  said: Readonly<Record<string, string>>,
  errors: Record<ErrorClass, string>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(said).flatMap(([fact, before]) =>
      Object.entries(errors).map(([name, words]) => [`${fact}=${name}`, `${before}${words}`]),
    ),
  );
}
