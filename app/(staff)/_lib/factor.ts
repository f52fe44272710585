"use client";

type FailureWords =
  | "badCode"
  | "badRecovery"
  | "badInput"
  | "badToken"
  | "badPassword"
  | "badInvitation"
  | "again"
  | "refused"
  | "isEmail"
  | "common"
  | "unchanged"
  | "badPasskey"
  | "passkeyKnown"
  | "passkeyCancelled"
  | "tooManyPasskeys"
  | "noProvider"
  | "offline"
  | "failed";

/** What became of a call to `/api/auth`; `words` names the sentence for a failure in the area `security`. */
export type FactorResult<T> =
  | { ok: true; body: T }
  | { ok: false; words: FailureWords }
  | { ok: false; words: "wait"; seconds: number };

const known = {
  BAD_CODE: "badCode",
  BAD_REQUEST: "badInput",
  BAD_SETUP_TOKEN: "badToken",
  BAD_CREDENTIALS: "badPassword",
  BAD_INVITATION: "badInvitation",
  PASSKEY_REFUSED: "badPasskey",
  PASSKEY_KNOWN: "passkeyKnown",
  TOO_MANY_PASSKEYS: "tooManyPasskeys",
  OIDC_UNAVAILABLE: "noProvider",
  PASSWORD_IS_EMAIL: "isEmail",
  PASSWORD_COMMON: "common",
  PASSWORD_UNCHANGED: "unchanged",
  SIGN_IN_AGAIN: "again",
  UNAUTHENTICATED: "again",
  SECOND_FACTOR_REQUIRED: "refused",
} as const;

/** What a door says of a code or a recovery code that it did not take, or that has not even the form of one. */
function wordsFor(path: string, code: string): FailureWords {
  if (code === "BAD_CODE" || (code === "BAD_REQUEST" && path.startsWith("/two-factor/verify-"))) {
    return path === "/two-factor/verify-backup-code" ? "badRecovery" : "badCode";
  }
  return code in known ? known[code as keyof typeof known] : "failed";
}

/** Posts to one of the doors of `/api/auth`. */
export async function postAuth<T>(path: string, body: Record<string, unknown>): Promise<FactorResult<T>> {
  let response: Response;
  try {
    response = await fetch(`/api/auth${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  } catch {
    return { ok: false, words: "offline" };
  }
  if (response.ok) return { ok: true, body: (await response.json()) as T };
  if (response.status === 429) {
    return { ok: false, words: "wait", seconds: Number(response.headers.get("retry-after") ?? 60) };
  }
  const { code = "" } = (await response.json().catch(() => ({}))) as { code?: string };
  return { ok: false, words: wordsFor(path, code) };
}
