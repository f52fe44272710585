import { channelsInUse, type Outgoing, type Sent } from "./channels/index.ts";

type StaffMail = Pick<Outgoing, "id" | "to" | "locale" | "subject" | "text" | "html"> & {
  link: string;
  files: NonNullable<Outgoing["files"]>;
};

/** Sends a mail to a member of the staff, with files. @returns what became of it; null where no mail is set up */
export async function sendStaffMail({ link, ...mail }: StaffMail): Promise<Sent | null> {
  const channel = channelsInUse().get("mail");
  if (!channel) return null;
  return channel.send({ ...mail, unsubscribeUrl: null, short: { news: mail.subject, order: "", link } });
}
