import type { NoticeChannel } from "../schemas.ts";

/** One message, ready to go out. */
export type Outgoing = {
  /** The same over all repetitions. */
  id: string;
  to: string;
  locale: "zh-CN" | "en";
  subject: string;
  text: string;
  html: string;
  /** For text messages: what happened in one short sentence, the end of the order's number, and where to look. */
  short: { news: string; order: string; link: string };
  /** Where to say that one does not want such mails; null for those that always go out. */
  unsubscribeUrl: string | null;
  /** What goes with a mail; other ways leave it out. */
  files?: readonly { name: string; mediaType: string; bytes: Buffer }[];
};

/**
 * What became of it. `later`: certainly not sent, worth another try. `refused`: certainly not sent, and no try will change that.
 * `unknown`: may have been sent.
 */
export type Sent =
  | { state: "sent"; reference: string | null }
  | { state: "later" | "refused" | "unknown"; error: string };

/** A way to reach customers or the staff. Adapters throw for bugs only: what the other side does is an answer. */
export type Channel<Kind extends string = NoticeChannel> = {
  kind: Kind;
  /** Sending the same message twice is one message for the other side, so an unknown end may be tried again. */
  repeatable: boolean;
  send(message: Outgoing): Promise<Sent>;
};
