import { logger } from "#server/core/logger.ts";
import type { StaffRole } from "#server/core/permissions.ts";

export type InvitationMail = { id: string; email: string; role: StaffRole; invitedBy: string; url: string };
/** @returns whether it was handed over to a mail server */
type Mailer = (mail: InvitationMail) => Promise<boolean>;

/** Whoever invites waits no longer than this for the mail server: the link is theirs to hand over as well. */
const PATIENCE_MS = 8_000;

// Next.js may load this module more than once in a process; what one copy was given, the other must find.
const holder = globalThis as typeof globalThis & { __daozhangInvitationMailer?: Mailer | undefined };

/** Says how invitations are mailed: accounts stand below everything that sends. None, and links are handed over by hand. */
export function mailInvitationsBy(mailer: Mailer | undefined): void {
  holder.__daozhangInvitationMailer = mailer;
}

/** Mails an invitation where mail is set up, after it was stored. @returns whether a mail server took it in time */
export async function mailInvitation(mail: InvitationMail): Promise<boolean> {
  const mailer = holder.__daozhangInvitationMailer;
  if (!mailer) return false;
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), PATIENCE_MS);
  });
  const sent = mailer(mail).catch((error) => {
    logger.warn({ err: error, invitation: mail.id }, "an invitation could not be mailed");
    return false;
  });
  return Promise.race([sent, tooLong]).finally(() => clearTimeout(timer));
}
