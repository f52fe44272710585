import type { tickets } from "#db/schema/index.ts";
import type { SearchField } from "./schemas.ts";

export type WordedTicket = Pick<
  typeof tickets.$inferSelect,
  "description" | "productName" | "errorText" | "target" | "tags" | "fields"
>;

/** A ticket's own words by where they stand. Contacts are found as keys, never as words. Pure. */
export function wordsOf(ticket: WordedTicket): [SearchField, string][] {
  const all: [SearchField, string | null][] = [
    ["description", ticket.description],
    ["productName", ticket.productName],
    ["errorText", ticket.errorText],
    ["target", ticket.target],
    ["tags", ticket.tags.join(" ")],
    ["fields", Object.values(ticket.fields ?? {}).join(" ")],
  ];
  return all.flatMap(([field, text]) => (text ? [[field, text] satisfies [SearchField, string]] : []));
}

/** The same as one text; a word does not go on from one to the next. */
export const textOfTicket = (ticket: WordedTicket): string =>
  wordsOf(ticket)
    .map(([, text]) => text)
    .join("\n");
