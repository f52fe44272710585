import type { BetterAuthPlugin } from "better-auth";
import { APIError, createAuthEndpoint } from "better-auth/api";
import { setSessionCookie } from "better-auth/cookies";
import { z } from "zod";

/**
 * Begins a session for who showed a passkey, as better-auth begins every other: row, cookie and audit. It has no path, so that
 * nothing outside reaches it; whoever calls it has checked the passkey.
 */
export const passkeySessions = {
  id: "daozhang-passkeys",
  endpoints: {
    beginPasskeySession: createAuthEndpoint.serverOnly(
      { method: "POST", body: z.object({ userId: z.string() }), requireHeaders: true },
      async (ctx) => {
        const { internalAdapter } = ctx.context;
        const user = await internalAdapter.findUserById(ctx.body.userId);
        const session = user && (await internalAdapter.createSession(user.id));
        if (!session) throw new APIError("UNAUTHORIZED");
        await setSessionCookie(ctx, { session, user });
        return ctx.json({ began: true });
      },
    ),
  },
} satisfies BetterAuthPlugin;
