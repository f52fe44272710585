import type { ticketEvents, ticketMessages } from "#db/schema/index.ts";
import type { ClockEntry, SlaEvent } from "#server/sla/index.ts";
import type { TicketPriority, TicketStatus } from "#server/tickets/schemas.ts";
import type { StatusStep } from "#server/tickets/waited.ts";
import { idAt, type Random } from "./random.ts";
import { agentText, noteText, replyText } from "./texts.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

type Beginning = {
  id: string;
  at: number;
  agent: { id: string; name: string };
  priority: TicketPriority;
  stuck: boolean;
  end: number;
  random: Random;
  n: number;
};

/** Writes a ticket's history and what its row keeps of it. */
export class Tale {
  readonly messages: (typeof ticketMessages.$inferSelect)[] = [];
  readonly events: (typeof ticketEvents.$inferSelect)[] = [];
  readonly log: ClockEntry[] = [];
  readonly statuses: StatusStep[] = [];
  status: TicketStatus = "new";
  version = 1;
  replies = 0;
  assigned = false;
  last: number;
  lastPublic: number;
  firstReplyAt: Date | null = null;
  lastPublicAt: Date | null = null;
  lastCustomerAt: Date;
  unansweredSince: Date | null;
  resolvedAt: Date | null = null;
  closedAt: Date | null = null;
  readonly begun: Beginning;

  constructor(begun: Beginning) {
    this.begun = begun;
    this.last = begun.at;
    this.lastPublic = begun.at;
    this.lastCustomerAt = new Date(begun.at);
    this.unansweredSince = new Date(begun.at);
    this.step("opened", "customer", { after: { status: "new", priority: begun.priority } }, [
      { type: "opened", chargedNotCredited: begun.stuck },
    ]);
    this.say("system", "public", "我们收到了您的问题，会在两小时内回复您。");
  }

  /** Lets time go by. @returns false when that would be in the future */
  wait(ms: number): boolean {
    if (this.last + ms >= this.begun.end) return false;
    this.last += Math.max(1, Math.round(ms));
    return true;
  }

  private under() {
    return { policy: "default-1", queue: "general", priority: this.begun.priority, calendars: {} };
  }

  step(type: string, by: "customer" | "staff", change: { before?: unknown; after?: unknown }, heard: SlaEvent[] = []) {
    const { id: ticketId, agent } = this.begun;
    const clock = heard.length > 0 ? { events: heard, under: this.under() } : null;
    if (clock) this.log.push({ at: new Date(this.last), ...clock });
    const actorId = by === "staff" ? agent.id : `ticket:${this.begun.n}`;
    this.events.push({
      ...{ id: idAt(this.last), ticketId, type, actorKind: by, actorId, actorName: by === "staff" ? agent.name : by },
      ...{ before: change.before ?? null, after: change.after ?? null, at: new Date(this.last), clock },
    });
  }

  say(author: "customer" | "staff" | "system", visibility: "public" | "internal", body: string): string {
    const { id: ticketId, agent, n } = this.begun;
    const id = idAt(this.last);
    const authorId = author === "staff" ? agent.id : author === "system" ? "system" : `ticket:${n}`;
    const authorName = author === "staff" ? agent.name : author === "system" ? "到账" : "customer";
    this.messages.push({
      id,
      ticketId,
      author,
      authorId,
      authorName,
      visibility,
      body,
      createdAt: new Date(this.last),
    });
    if (visibility === "public") this.lastPublic = this.last;
    return id;
  }

  assign(): void {
    this.assigned = true;
    this.step("assigned", "staff", { before: { assigneeId: null }, after: { assigneeId: this.begun.agent.id } });
    this.version++;
  }

  reply(text: string): void {
    const messageId = this.say("staff", "public", text);
    const now = new Date(this.last);
    this.firstReplyAt ??= now;
    this.lastPublicAt = now;
    this.unansweredSince = null;
    this.replies++;
    this.version++;
    this.step("public_reply", "staff", { after: { messageId } }, [{ type: "public_reply" }]);
    if (this.status === "new") this.noteStatus("open", []);
  }

  note(text: string): void {
    this.step("internal_note", "staff", { after: { messageId: this.say("staff", "internal", text) } });
    this.version++;
  }

  customer(text: string): void {
    const messageId = this.say("customer", "public", text);
    const now = new Date(this.last);
    this.lastCustomerAt = now;
    this.unansweredSince ??= now;
    this.version++;
    if (this.status === "waiting_customer") this.move("open");
    this.step("customer_message", "customer", { after: { messageId } }, [{ type: "customer_message" }]);
  }

  /** A status that the clocks hear of. */
  move(to: TicketStatus): void {
    this.noteStatus(to, [{ type: "status", from: this.status, to }]);
    this.version++;
    const now = new Date(this.last);
    if (to === "resolved") this.resolvedAt = now;
    if (to === "closed") this.closedAt = now;
    this.lastPublic = this.last;
  }

  private noteStatus(to: TicketStatus, heard: SlaEvent[]): void {
    this.step("status_changed", "staff", { before: { status: this.status }, after: { status: to } }, heard);
    this.statuses.push({ at: new Date(this.last), to });
    this.status = to;
  }
}

/** What happens: for those that are done to the end, for the others up to now. */
export function tell(tale: Tale, isLate: boolean): void {
  const { random, n } = tale.begun;
  if (isLate && random.chance(0.25)) return;
  if (!tale.wait(random.next() ** 3 * 8 * HOUR + MINUTE)) return;
  tale.assign();
  if (random.chance(0.2)) tale.note(noteText(random));
  tale.reply(agentText(random));
  // Most take one or two turns, a few forty.
  const turns = Math.min(19, Math.floor(0.22 / (random.next() + 0.0055)));
  for (let turn = 0; turn < turns; turn++) {
    if (random.chance(0.25)) tale.move(random.chance(0.5) ? "waiting_customer" : "waiting_upstream");
    if (!tale.wait(random.next() * 3 * HOUR + MINUTE)) return;
    tale.customer(replyText(random, n));
    if (!tale.wait(random.next() ** 2 * 4 * HOUR + MINUTE)) return;
    if (random.chance(0.15)) tale.note(noteText(random));
    tale.reply(agentText(random));
  }
  if (isLate) {
    if (random.chance(0.4)) tale.move(random.chance(0.6) ? "waiting_customer" : "waiting_upstream");
    return;
  }
  tale.wait(random.next() * 6 * HOUR);
  tale.move("resolved");
  if (tale.wait(72 * HOUR)) tale.move("closed");
}
