import { z } from "zod";
import {
  changeStaff,
  inviteStaff,
  listInvitations,
  listPasskeys,
  listPeople,
  ownSecurity,
  removePasskey,
  renamePasskey,
  resetSecondFactor,
  revokeInvitation,
  revokeOtherSessions,
  revokeOwnSession,
  revokeSessions,
  sessionsOf,
} from "#server/auth/index.ts";
import {
  changeStaffSchema,
  invitationSchema,
  inviteSchema,
  newInvitationSchema,
  passkeySchema,
  personSchema,
  renamePasskeySchema,
  sessionSchema,
} from "#server/auth/schemas.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";

const admin = ["admin"] as const;
const byId = z.object({ id: z.string().min(1).max(64) });
const allOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), nextCursor: z.null() });
const ended = z.object({ ended: z.number().int() });

const accounts: Endpoint[] = [
  endpoint({
    method: "get",
    path: "/staff",
    operationId: "listStaff",
    tag: "Staff",
    access: admin,
    summary: "List staff accounts",
    description: "Those that can sign in first. `secondFactor` says whether an authenticator app is enrolled.",
    answers: { 200: { description: "Every account.", schema: allOf(personSchema) } },
    async run({ ctx }) {
      return { status: 200, body: { items: await listPeople({ ctx }), nextCursor: null } };
    },
  }),
  endpoint({
    method: "patch",
    path: "/staff/{id}",
    operationId: "changeStaff",
    tag: "Staff",
    access: admin,
    summary: "Change a role, shut an account or open it again",
    description:
      "Whatever changes ends every session of the account. The last admin who can sign in can be neither demoted nor shut, and nobody changes their own account.",
    params: byId,
    body: changeStaffSchema,
    bodyExample: { disabled: true },
    answers: { 200: { description: "The account as it is now.", schema: personSchema } },
    problems: { 404: ["STAFF_NOT_FOUND"], 409: ["LAST_ADMIN", "OWN_ACCOUNT"] },
    async run({ ctx, params, body }) {
      return { status: 200, body: await changeStaff({ ctx, input: { ...body, userId: params.id } }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/staff/{id}/sessions",
    operationId: "listStaffSessions",
    tag: "Staff",
    access: admin,
    summary: "Where somebody is signed in",
    params: byId,
    answers: { 200: { description: "Every living session, the newest first.", schema: allOf(sessionSchema) } },
    problems: { 404: ["STAFF_NOT_FOUND"] },
    async run({ ctx, params }) {
      const items = await sessionsOf({ ctx, input: { userId: params.id } });
      return { status: 200, body: { items, nextCursor: null } };
    },
  }),
  endpoint({
    method: "delete",
    path: "/staff/{id}/sessions",
    operationId: "endStaffSessions",
    tag: "Staff",
    access: admin,
    summary: "Sign somebody out everywhere",
    params: byId,
    answers: { 200: { description: "How many sessions ended.", schema: ended } },
    problems: { 404: ["STAFF_NOT_FOUND"] },
    async run({ ctx, params }) {
      return { status: 200, body: { ended: await revokeSessions({ ctx, input: { userId: params.id } }) } };
    },
  }),
  endpoint({
    method: "delete",
    path: "/staff/{id}/second-factor",
    operationId: "resetStaffSecondFactor",
    tag: "Staff",
    access: admin,
    summary: "Take a lost authenticator off an account",
    description:
      "Its recovery codes go as well and its sessions end. The person signs in by password and sets up anew.",
    params: byId,
    answers: { 200: { description: "How many sessions ended.", schema: ended } },
    problems: { 404: ["STAFF_NOT_FOUND"], 409: ["OWN_ACCOUNT"] },
    async run({ ctx, params }) {
      const { sessions } = await resetSecondFactor({ ctx, input: { userId: params.id } });
      return { status: 200, body: { ended: sessions } };
    },
  }),
];

const invitations: Endpoint[] = [
  endpoint({
    method: "post",
    path: "/staff/invitations",
    operationId: "inviteStaff",
    tag: "Staff",
    access: admin,
    summary: "Invite somebody to join",
    description:
      "Makes a link that opens one account with this email and role, once, for 72 hours. It is mailed where mail is set up (`mailed`), and `url` is answered this once.",
    body: inviteSchema,
    bodyExample: { email: "lin@example.com", role: "agent" },
    answers: { 201: { description: "Invited.", schema: newInvitationSchema } },
    problems: { 409: ["EMAIL_TAKEN", "INVITATION_OPEN"] },
    async run({ ctx, body }) {
      return { status: 201, body: await inviteStaff({ ctx, input: body }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/staff/invitations",
    operationId: "listInvitations",
    tag: "Staff",
    access: admin,
    summary: "List invitations",
    answers: { 200: { description: "The 100 newest, whatever became of them.", schema: allOf(invitationSchema) } },
    async run({ ctx }) {
      return { status: 200, body: { items: await listInvitations({ ctx }), nextCursor: null } };
    },
  }),
  endpoint({
    method: "delete",
    path: "/staff/invitations/{id}",
    operationId: "revokeInvitation",
    tag: "Staff",
    access: admin,
    summary: "Take an invitation back",
    params: byId,
    answers: { 200: { description: "Its link opens nothing any more.", schema: invitationSchema } },
    problems: { 404: ["INVITATION_NOT_FOUND"] },
    async run({ ctx, params }) {
      return { status: 200, body: await revokeInvitation({ ctx, input: params }) };
    },
  }),
];

const own: Endpoint[] = [
  endpoint({
    method: "get",
    path: "/me/sessions",
    operationId: "listOwnSessions",
    tag: "Staff",
    access: "staff",
    summary: "Where one is signed in oneself",
    answers: { 200: { description: "Every living session, the newest first.", schema: allOf(sessionSchema) } },
    async run({ ctx }) {
      return { status: 200, body: { items: (await ownSecurity({ ctx })).sessions, nextCursor: null } };
    },
  }),
  endpoint({
    method: "delete",
    path: "/me/sessions/{id}",
    operationId: "endOwnSession",
    tag: "Staff",
    access: "staff",
    summary: "End one of one's own sessions",
    params: byId,
    answers: { 200: { description: "Ended; the one that asks may be it.", schema: ended } },
    problems: { 404: ["SESSION_NOT_FOUND"] },
    async run({ ctx, params }) {
      await revokeOwnSession({ ctx, input: params });
      return { status: 200, body: { ended: 1 } };
    },
  }),
  endpoint({
    method: "delete",
    path: "/me/sessions",
    operationId: "endOtherSessions",
    tag: "Staff",
    access: "staff",
    summary: "End every other session of one's own",
    answers: { 200: { description: "How many ended.", schema: ended } },
    async run({ ctx }) {
      return { status: 200, body: await revokeOtherSessions({ ctx }) };
    },
  }),
];

const passkeys: Endpoint[] = [
  endpoint({
    method: "get",
    path: "/me/passkeys",
    operationId: "listOwnPasskeys",
    tag: "Staff",
    access: "staff",
    summary: "One's own passkeys",
    description: "They are made and shown on pages, since only a browser can ask for one.",
    answers: { 200: { description: "The oldest first.", schema: allOf(passkeySchema) } },
    async run({ ctx }) {
      return { status: 200, body: { items: await listPasskeys({ ctx }), nextCursor: null } };
    },
  }),
  endpoint({
    method: "patch",
    path: "/me/passkeys/{id}",
    operationId: "renameOwnPasskey",
    tag: "Staff",
    access: "staff",
    summary: "Rename one of one's own passkeys",
    params: byId,
    body: renamePasskeySchema,
    bodyExample: { name: "Office laptop" },
    answers: { 200: { description: "The passkey as it is now.", schema: passkeySchema } },
    problems: { 404: ["PASSKEY_NOT_FOUND"] },
    async run({ ctx, params, body }) {
      return { status: 200, body: await renamePasskey({ ctx, input: { ...body, id: params.id } }) };
    },
  }),
  endpoint({
    method: "delete",
    path: "/me/passkeys/{id}",
    operationId: "removeOwnPasskey",
    tag: "Staff",
    access: "staff",
    summary: "Remove one of one's own passkeys",
    description:
      "It opens nothing any more. It takes a second factor shown of late, and `evenIfLast=true` for the one after which the account has none.",
    params: byId,
    query: z.object({ evenIfLast: z.enum(["true", "false"]).optional() }),
    answers: { 200: { description: "Removed.", schema: z.object({ removed: z.literal(1) }) } },
    problems: { 404: ["PASSKEY_NOT_FOUND"], 409: ["LAST_SECOND_FACTOR"] },
    async run({ ctx, params, query }) {
      await removePasskey({ ctx, input: { id: params.id, evenIfLast: query.evenIfLast === "true" } });
      return { status: 200, body: { removed: 1 as const } };
    },
  }),
];

/** Staff accounts, invitations to them, where one is signed in oneself and by which passkeys. */
export const staffEndpoints: Endpoint[] = [...accounts, ...invitations, ...own, ...passkeys];
