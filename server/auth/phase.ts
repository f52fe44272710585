import { AsyncLocalStorage } from "node:async_hooks";

export type Factor = "totp" | "recovery" | "passkey" | "oidc";

/**
 * What a call to better-auth is part of, for the adapter that writes its sessions: the library makes a session before it asks
 * for a second factor and takes it back, and makes a new one at enrolment; neither is somebody coming or going.
 */
export type Phase =
  | { step: "password"; silent: Set<string> }
  | { step: "factor"; via: Factor; at: Date; rotating: boolean; silent: Set<string> }
  /** `shownAt` when the provider says that more than a password was shown there, and is trusted with it. */
  | { step: "oidc"; shownAt?: Date; silent: Set<string> };

const current = new AsyncLocalStorage<Phase>();

/** Runs a call to better-auth as part of a sign-in or of showing a second factor. */
export const during = <T>(phase: Phase, body: () => Promise<T>): Promise<T> => current.run(phase, body);

/** The phase that the running call is part of, if any. */
export const phaseNow = (): Phase | undefined => current.getStore();
