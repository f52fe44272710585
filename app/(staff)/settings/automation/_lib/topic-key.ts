/** Points stand for levels in messages: `ticket.opened` is `ticket_opened` there. */
export const keyOf = <T extends string>(topic: T) => topic.replace(".", "_") as "ticket_opened";
