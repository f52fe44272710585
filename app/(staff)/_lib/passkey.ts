"use client";

import { useSyncExternalStore } from "react";
import type { PasskeyView } from "#server/auth/schemas.ts";
import { type FactorResult, postAuth } from "./factor.ts";

/** Passkeys in the browser. The library that speaks to it is loaded when one is asked for, on the pages that ask. */

type CreationOptions = Parameters<typeof import("@simplewebauthn/browser").startRegistration>[0]["optionsJSON"];
type RequestOptions = Parameters<typeof import("@simplewebauthn/browser").startAuthentication>[0]["optionsJSON"];

const never = () => () => undefined;
function usableAt(host: string | null): boolean {
  const { hostname } = window.location;
  const ours = host !== null && (hostname === host || hostname.endsWith(`.${host}`));
  return ours && typeof window.PublicKeyCredential === "function";
}

/** Whether a passkey can be used on this page. @param host the name that they are for, if there is one */
export const usePasskeysHere = (host: string | null): boolean =>
  useSyncExternalStore(
    never,
    () => usableAt(host),
    () => false,
  );

/** The browser's question to the person; what it throws is in words of ours. */
async function asked<T>(question: () => Promise<T>): Promise<FactorResult<T>> {
  try {
    return { ok: true, body: await question() };
  } catch (error) {
    const known = error instanceof Error && error.name === "InvalidStateError";
    return { ok: false, words: known ? "passkeyKnown" : "passkeyCancelled" };
  }
}

/** Asks for a passkey: to sign in, or to confirm in a living session. */
export async function showPasskey(what: "sign-in" | "confirm"): Promise<FactorResult<unknown>> {
  const begun = await postAuth<RequestOptions>(`/passkey/${what}/begin`, {});
  if (!begun.ok) return begun;
  const shown = await asked(async () => {
    const { startAuthentication } = await import("@simplewebauthn/browser");
    return startAuthentication({ optionsJSON: begun.body });
  });
  return shown.ok ? postAuth(`/passkey/${what}`, { response: shown.body }) : shown;
}

/** Makes a passkey. @param password for an account that has no second factor yet */
export async function makePasskey(name: string, password?: string): Promise<FactorResult<{ passkey: PasskeyView }>> {
  const begun = await postAuth<CreationOptions>("/passkey/register/begin", password === undefined ? {} : { password });
  if (!begun.ok) return begun;
  const made = await asked(async () => {
    const { startRegistration } = await import("@simplewebauthn/browser");
    return startRegistration({ optionsJSON: begun.body });
  });
  return made.ok ? postAuth("/passkey/register", { name, response: made.body }) : made;
}
