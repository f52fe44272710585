declare module "fxa-common-password-list" {
  /** Whether a password stands in the list as it is, letter by letter. */
  export function test(password: string): boolean;
}
