import { betterAuth } from "better-auth";
import { APIError } from "better-auth/api";
import { genericOAuth } from "better-auth/plugins";
import { decodeJwt } from "jose";
import { z } from "zod";
import { systemClock } from "#server/core/clock.ts";
import { env } from "#server/core/env.ts";
import { DomainError, notFound } from "#server/core/errors.ts";
import { logger } from "#server/core/logger.ts";
import { FRESH_MS } from "#server/core/permissions.ts";
import { authOptions } from "./auth.ts";
import { phaseNow } from "./phase.ts";

/** What our provider is called in addresses and in the table of accounts. */
export const OIDC_PROVIDER = "oidc";
const ASK_MS = 5_000;
/** Said in `acr` by those that do not say `mfa` in `amr`: OpenID's for phishing-resistant and for several factors. */
const STRONG_ACR = new Set(["phr", "phrh", "http://schemas.openid.net/pape/policies/2007/06/multi-factor"]);

/** How the button is called; undefined where nobody signs in by a provider. */
export const oidcName = (): string | undefined => (env().OIDC_ISSUER === undefined ? undefined : env().OIDC_NAME);

function settings() {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret, OIDC_TRUST_MFA } = env();
  if (!issuer || !clientId || !clientSecret) throw notFound("PAGE");
  return { issuer: issuer.replace(/\/$/, ""), clientId, clientSecret, trustMfa: OIDC_TRUST_MFA };
}

const discoveryOf = (issuer: string) => `${issuer}/.well-known/openid-configuration`;
const unavailable = () => new DomainError(503, "OIDC_UNAVAILABLE", "The sign-in service cannot be reached.");

/** Asks before the library does, which waits for as long as it takes. @throws DomainError 503 OIDC_UNAVAILABLE */
async function mustAnswer(issuer: string): Promise<void> {
  try {
    const answer = await fetch(discoveryOf(issuer), { signal: AbortSignal.timeout(ASK_MS), redirect: "error" });
    const said = z.object({ issuer: z.string(), jwks_uri: z.url() }).parse(await answer.json());
    if (said.issuer.replace(/\/$/, "") !== issuer) throw new Error(`it calls itself ${said.issuer}`);
  } catch (error) {
    logger.warn({ err: error }, "the OIDC provider does not answer as it should");
    throw unavailable();
  }
}

function build({ issuer, clientId, clientSecret, trustMfa }: ReturnType<typeof settings>) {
  const options = authOptions();
  return betterAuth({
    ...options,
    account: {
      // Colleagues are known by their address, which both sides have made sure of; accounts are made by admins alone.
      accountLinking: { enabled: true, allowDifferentEmails: false, updateUserInfoOnLink: false },
      updateAccountOnSignIn: false,
      storeStateStrategy: "database",
    },
    plugins: [
      ...options.plugins,
      genericOAuth({
        config: [
          {
            providerId: OIDC_PROVIDER,
            discoveryUrl: discoveryOf(issuer),
            requireIdTokenVerification: true,
            clientId,
            clientSecret,
            authentication: "basic",
            scopes: ["openid", "email", "profile"],
            pkce: true,
            disableImplicitSignUp: true,
            disableSignUp: true,
            overrideUserInfo: false,
            // Who has a session there from long ago is asked again, where what they showed is to count here.
            ...(trustMfa ? { authorizationUrlParams: { max_age: String(FRESH_MS / 1_000) } } : {}),
            mapProfileToUser: (profile) => {
              // Also for an account linked before: an address that its provider no longer vouches for opens nothing.
              if (profile.email_verified !== true && profile.email_verified !== "true")
                throw new APIError("UNAUTHORIZED");
              return {};
            },
            accountSubject: ({ tokens }) => subjectOf(tokens.idToken, issuer, trustMfa),
          },
        ],
      }),
    ],
  });
}

const claimsSchema = z.object({
  iss: z.string(),
  sub: z.string().min(1).max(255),
  amr: z.array(z.string()).optional().catch(undefined),
  acr: z.string().optional().catch(undefined),
  auth_time: z.number().optional().catch(undefined),
});

/** The subject of an ID token whose signature the library has checked; notes on the way what its owner showed there. */
function subjectOf(idToken: string | undefined, issuer: string, trustMfa: boolean): string {
  // Without a token there was nothing to check: what the provider's other addresses say is not enough.
  if (!idToken) throw new APIError("UNAUTHORIZED");
  const claims = claimsSchema.parse(decodeJwt(idToken));
  if (claims.iss.replace(/\/$/, "") !== issuer) throw new APIError("UNAUTHORIZED");
  const phase = phaseNow();
  const strong = claims.amr?.includes("mfa") || STRONG_ACR.has(claims.acr ?? "");
  if (trustMfa && strong && phase?.step === "oidc") {
    const now = systemClock.now();
    phase.shownAt = claims.auth_time === undefined ? now : new Date(Math.min(now.getTime(), claims.auth_time * 1_000));
  }
  return claims.sub;
}

let built: { key: string; instance: ReturnType<typeof build> } | undefined;

/**
 * A better-auth of its own for signing in by a provider, so that a provider that is down keeps nobody from signing in otherwise.
 * @throws DomainError 404 PAGE_NOT_FOUND where none is set, 503 OIDC_UNAVAILABLE
 */
export async function oidcAuth(): Promise<ReturnType<typeof build>> {
  const wanted = settings();
  const key = JSON.stringify([wanted, env().APP_URL]);
  if (built?.key !== key) {
    await mustAnswer(wanted.issuer);
    built = { key, instance: build(wanted) };
  }
  return built.instance;
}
