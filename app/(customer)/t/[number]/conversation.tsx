import { getTranslations } from "next-intl/server";
import { cx } from "#app/_ui/cx.ts";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Card } from "#app/_ui/surface.tsx";
import type { CustomerTicket } from "#server/tickets/schemas.ts";
import { formLabels } from "../../_lib/words.ts";
import { FileList } from "../../_parts/file-list.tsx";
import { MessageForm } from "../../_parts/message-form.tsx";
import { reply } from "./actions.ts";
import { ChatLine } from "./chat-line.tsx";

const grounds = { customer: "bg-accent-soft", staff: "bg-sunken", system: "border border-line bg-surface" } as const;
const names = { customer: "you", staff: "agent", system: "system" } as const;

/** What was said, both ways, and the field to say more. */
export async function Conversation({ ticket }: { ticket: CustomerTicket }) {
  const [t, labels] = await Promise.all([getTranslations("customer.ticket"), formLabels()]);
  return (
    <Card id="messages">
      <h2 className="mb-4 font-semibold">{t("messages")}</h2>
      <ol className="grid gap-4">
        {ticket.description ? (
          <Message author="customer" name={t("you")} at={ticket.openedAt} body={ticket.description} />
        ) : null}
        {ticket.messages.map((message) => (
          <Message
            key={message.id}
            author={message.author}
            name={t(names[message.author])}
            at={message.createdAt}
            body={message.body}
          >
            {message.attachments.length > 0 ? (
              <div className="mt-3">
                <FileList
                  files={message.attachments}
                  src={(id) => `/api/uploads/${id}?ticket=${encodeURIComponent(ticket.number)}`}
                />
              </div>
            ) : null}
          </Message>
        ))}
      </ol>
      <ChatLine
        number={ticket.number}
        last={lastOf(ticket)}
        own={lastOf(ticket, "customer")}
        field="body"
        words={{ typing: t("chat.typing"), here: t("chat.here"), away: t("chat.away"), read: t("chat.read") }}
      />
      {ticket.status === "closed" || (ticket.status === "resolved" && ticket.reopenUntil === null) ? null : (
        <div className="mt-6 border-t border-line pt-5">
          <MessageForm
            key={ticket.messages.length}
            action={reply.bind(null, ticket.number)}
            labels={labels}
            draftKey={`reply:${ticket.number}`}
            words={{ label: t("reply"), submit: t("replySend") }}
            field="body"
          />
        </div>
      )}
    </Card>
  );
}

/** The newest message that was written in this very ticket, of anybody or of one side. */
const lastOf = ({ messages }: CustomerTicket, author?: "customer"): string | null =>
  messages.findLast((message) => message.from === undefined && (!author || message.author === author))?.id ?? null;

type MessageProps = {
  author: keyof typeof grounds;
  name: string;
  at: string;
  body: string;
  children?: React.ReactNode;
};

function Message({ author, name, at, body, children }: MessageProps) {
  return (
    <li className={cx("max-w-[92%]", author === "customer" && "justify-self-end")}>
      <p className={cx("mb-1 flex gap-2 text-sm text-faint", author === "customer" && "justify-end")}>
        <span className="font-medium text-muted">{name}</span>
        <RelativeTime at={at} />
      </p>
      <div className={cx("rounded-md px-4 py-3 break-words whitespace-pre-wrap", grounds[author])}>
        {body}
        {children}
      </div>
    </li>
  );
}
