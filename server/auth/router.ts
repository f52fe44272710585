import { z } from "zod";
import { rolePermissions } from "#server/core/permissions.ts";
import { router, staffProcedure } from "#server/trpc/init.ts";
import { changeStaff } from "./change-staff.ts";
import { inviteStaff, listInvitations, revokeInvitation } from "./invitations.ts";
import { listStaff } from "./list-staff.ts";
import { removePasskey } from "./passkeys/remove.ts";
import { renamePasskey } from "./passkeys/rename.ts";
import { listPeople } from "./people.ts";
import { resetSecondFactor } from "./reset-second-factor.ts";
import { revokeSessions } from "./revoke-sessions.ts";
import { changeStaffSchema, inviteSchema, renamePasskeySchema, type StaffView } from "./schemas.ts";
import { ownSecurity, revokeOtherSessions, revokeOwnSession, sessionsOf } from "./sessions.ts";

const ofPerson = z.object({ userId: z.string().max(64) });

export const authRouter = router({
  /** Who is signed in and what they may do. */
  me: staffProcedure("signed-in").query(({ ctx }): StaffView => {
    const { actor } = ctx.caller;
    if (actor.kind !== "staff") throw new Error("Only staff sign in to the console");
    return { id: actor.id, name: actor.name, role: actor.role, permissions: [...rolePermissions[actor.role]] };
  }),
  /** Colleagues, for assigning tickets. */
  staff: staffProcedure("tickets:read").query(({ ctx }) => listStaff({ ctx: ctx.caller })),
  /** Takes a lost authenticator off a colleague's account. */
  resetSecondFactor: staffProcedure("admin")
    .input(ofPerson)
    .mutation(({ ctx, input }) => resetSecondFactor({ ctx: ctx.caller, input })),
  /** Every account with how it is kept, for who gives and takes them. */
  people: staffProcedure("admin").query(({ ctx }) => listPeople({ ctx: ctx.caller })),
  /** Another role, or the account shut or opened; its sessions end. */
  change: staffProcedure("admin")
    .input(ofPerson.extend(changeStaffSchema.shape))
    .mutation(({ ctx, input }) => changeStaff({ ctx: ctx.caller, input })),
  /** Where a colleague is signed in. */
  sessionsOf: staffProcedure("admin")
    .input(ofPerson)
    .query(({ ctx, input }) => sessionsOf({ ctx: ctx.caller, input })),
  /** Ends every session of a colleague. */
  revokeSessionsOf: staffProcedure("admin")
    .input(ofPerson)
    .mutation(({ ctx, input }) => revokeSessions({ ctx: ctx.caller, input })),
  /** Asks somebody to join; the link is in the answer, this once. */
  invite: staffProcedure("admin")
    .input(inviteSchema)
    .mutation(({ ctx, input }) => inviteStaff({ ctx: ctx.caller, input })),
  invitations: staffProcedure("admin").query(({ ctx }) => listInvitations({ ctx: ctx.caller })),
  revokeInvitation: staffProcedure("admin")
    .input(z.object({ id: z.string().max(64) }))
    .mutation(({ ctx, input }) => revokeInvitation({ ctx: ctx.caller, input })),
  /** How one's own account is kept, and where it is signed in. */
  security: staffProcedure("signed-in").query(({ ctx }) => ownSecurity({ ctx: ctx.caller })),
  revokeSession: staffProcedure("signed-in")
    .input(z.object({ id: z.string().max(64) }))
    .mutation(({ ctx, input }) => revokeOwnSession({ ctx: ctx.caller, input })),
  /** Another name for one of one's own passkeys. */
  renamePasskey: staffProcedure("signed-in")
    .input(z.object({ id: z.string().max(64) }).extend(renamePasskeySchema.shape))
    .mutation(({ ctx, input }) => renamePasskey({ ctx: ctx.caller, input })),
  /** One of one's own passkeys opens nothing any more; the verb asks for a second factor of late. */
  removePasskey: staffProcedure("signed-in")
    .input(z.object({ id: z.string().max(64), evenIfLast: z.boolean().optional() }))
    .mutation(({ ctx, input }) => removePasskey({ ctx: ctx.caller, input })),
  revokeOtherSessions: staffProcedure("signed-in").mutation(({ ctx }) => revokeOtherSessions({ ctx: ctx.caller })),
});
