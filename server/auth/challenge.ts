import type { BetterAuthPlugin } from "better-auth";
import { createAuthEndpoint } from "better-auth/api";

/**
 * Which sign-in between its two steps a browser is in, read just as better-auth's second step reads it: the same cookie, with its
 * signature checked. So the attempts and the codes are counted for the very person who is then let in. It has no path: nothing
 * outside reaches it.
 */
export const signInChallenge = {
  id: "daozhang-challenge",
  endpoints: {
    readChallenge: createAuthEndpoint.serverOnly({ method: "GET", requireHeaders: true }, async (ctx) => {
      const { name } = ctx.context.createAuthCookie("two_factor");
      const value = await ctx.getSignedCookie(name, ctx.context.secret);
      return ctx.json({ challenge: value || null });
    }),
  },
} satisfies BetterAuthPlugin;
