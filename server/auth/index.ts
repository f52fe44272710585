export { acceptInvitation } from "./accept-invitation.ts";
export {
  type ApiKeyView,
  apiKeyContext,
  type CreatedApiKey,
  createApiKey,
  listApiKeys,
  revokeApiKey,
} from "./api-keys.ts";
export { auth } from "./auth.ts";
export { changePassword } from "./change-password.ts";
export { changeStaff } from "./change-staff.ts";
export { type CreatedStaff, createStaff } from "./create-staff.ts";
export {
  addGrant,
  type CustomerGrants,
  customerCookie,
  GRANTS_MAX_AGE_S,
  grantsCookie,
  readGrants,
  readTicketGrant,
  ticketGrant,
  writeGrants,
} from "./customer-grants.ts";
export { giveUpSecondFactors } from "./give-up-second-factors.ts";
export { handleAuth } from "./handler.ts";
export { type InvitationMail, mailInvitationsBy } from "./invitation-mail.ts";
export { inviteStaff, listInvitations, revokeInvitation } from "./invitations.ts";
export { livingSessions } from "./living-sessions.ts";
export { oidcName } from "./oidc.ts";
export { isOwnOrigin, trustedOrigins } from "./origin.ts";
export { listPasskeys } from "./passkeys/list.ts";
export { relyingParty } from "./passkeys/relying-party.ts";
export { removePasskey } from "./passkeys/remove.ts";
export { renamePasskey } from "./passkeys/rename.ts";
export { listPeople } from "./people.ts";
export { resetSecondFactor } from "./reset-second-factor.ts";
export { revokeSessions } from "./revoke-sessions.ts";
export { ownSecurity, revokeOtherSessions, revokeOwnSession, sessionsOf } from "./sessions.ts";
export { setPassword } from "./set-password.ts";
export { newSetupToken, setUpFirstAdmin } from "./set-up.ts";
export { staffContext } from "./staff-context.ts";
