import { channelsInUse } from "./channels/index.ts";
import { mailHtml } from "./mail-frame.ts";

type Invitation = { id: string; email: string; role: string; invitedBy: string; url: string };

const roles: Record<string, [zh: string, en: string]> = {
  agent: ["客服", "agent"],
  lead: ["组长", "lead"],
  manager: ["经理", "manager"],
  admin: ["管理员", "admin"],
};

/**
 * Mails an invitation to the staff, in both languages: nobody knows yet which one the person reads.
 * @returns whether a mail server took it; false where no mail is set up
 */
export async function sendInvitation({ id, email, role, invitedBy, url }: Invitation): Promise<boolean> {
  const mail = channelsInUse().get("mail");
  if (!mail) return false;
  const [zh, en] = roles[role] ?? [role, role];
  const lines: [zh: string, en: string] = [
    `${invitedBy} 邀请您以${zh}身份加入到账。请在 72 小时内打开链接，设置姓名和密码。链接只能用一次，请勿转发。`,
    `${invitedBy} invites you to join Daozhang as ${en}. Open the link within 72 hours to set your name and password. It works once; please do not pass it on.`,
  ];
  const sent = await mail.send({
    ...{ id, to: email, locale: "zh-CN", unsubscribeUrl: null },
    subject: "到账: 邀请您加入 / You are invited to join",
    text: [lines[0], "", url, "", lines[1], "", url, ""].join("\n"),
    html: mailHtml({
      ...{ locale: "zh-CN", brand: "到账 Daozhang", title: "邀请您加入 / You are invited to join" },
      blocks: [
        { body: lines[0], action: "设置姓名和密码", href: url, lang: "zh-CN" },
        { body: lines[1], action: "Set your name and password", href: url, lang: "en" },
      ],
      foot: [url],
    }),
    short: { news: "", order: "", link: url },
  });
  return sent.state === "sent";
}
