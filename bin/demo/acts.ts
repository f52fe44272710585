import { MINUTE_MS } from "#server/core/clock.ts";
import { getTicket, postMessage, updateTicket } from "#server/tickets/index.ts";
import type { TicketStatus } from "#server/tickets/schemas.ts";
import { eventsOf } from "../../e2e/sandbox/events.ts";
import type { Beat } from "../../e2e/sandbox/stories.ts";
import { proofFor } from "./ask.ts";
import { type Colleague, customerAt, type Scene, staffAt } from "./stage.ts";

/** What a ticket's script knows while it plays. */
export type Play = Scene & { number: string; at: Date; agent: Colleague };

/** A moment some minutes after where the script stands. */
export const later = (play: Play, minutes: number): Date => after(play.at, minutes);
export const after = (at: Date, minutes: number) => new Date(at.getTime() + Math.round(minutes * MINUTE_MS));

/** The agent takes the ticket. */
export async function take(play: Play): Promise<void> {
  const ctx = staffAt(play.agent, play.at);
  const { version } = await getTicket({ ctx, input: { number: play.number } });
  await updateTicket({ ctx, input: { number: play.number, version, assignee: play.agent.id } });
}

/** The agent writes. */
export async function reply(play: Play, body: string, visibility: "public" | "internal" = "public"): Promise<void> {
  await postMessage({ ctx: staffAt(play.agent, play.at), input: { number: play.number, body, visibility } });
}

/** The agent moves the ticket, unless it stands there already. */
export async function move(play: Play, status: TicketStatus): Promise<void> {
  const ctx = staffAt(play.agent, play.at);
  const ticket = await getTicket({ ctx, input: { number: play.number } });
  if (ticket.status === status) return;
  await updateTicket({ ctx, input: { number: play.number, version: ticket.version, status } });
}

/** The customer writes, by the link of their ticket. */
export async function say(play: Play, body: string, withProof = false): Promise<void> {
  const me = `ticket:${play.number}`;
  const attachmentIds = withProof ? [await proofFor(play, me, play.at)] : [];
  await postMessage({ ctx: customerAt(me, play.at), input: { number: play.number, body, attachmentIds } });
}

/** The platform sends what mends the order, over HTTP, the last of it at the script's moment. */
export async function sendMending(play: Play, beats: readonly Beat[], part = "mending"): Promise<void> {
  const lastS = Math.max(...beats.map(([atS]) => atS));
  const from = new Date(play.at.getTime() - (lastS + 1) * 1_000);
  await play.send(eventsOf(play.planned.purchase, beats, part, from));
}
