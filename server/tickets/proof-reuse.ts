import { and, desc, eq, inArray, isNotNull, ne, or } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { attachments, tickets } from "#db/schema/index.ts";
import { hashDistance } from "#server/reading/index.ts";
import type { TicketRow } from "./access.ts";
import type { AttachmentRow } from "./attachment-view.ts";
import { flag, isElsewhere, type OtherProof } from "./proof-rules.ts";
import type { ProofFlag } from "./schemas.ts";

/** Others that are looked at for one ticket: whoever passes one picture around does it more often than anybody can read. */
const MAX_OTHERS = 200;
/** The newest pictures that are compared by their looks. Older ones are found by hash and number only. */
const LOOKED_AT = 1_500;
/** Of 1,024 bits. Another quality of one picture differs in 0 to 7; most bills of one app that tell of two payments in more. */
const ALIKE_BITS = 8;

type Other = {
  file: Pick<AttachmentRow, "sha256" | "originalSha256" | "phash" | "readPaymentNo">;
  ticket: OtherProof;
};

/**
 * Finds pictures of a ticket, and payment numbers on them, that also stand on tickets of other people or orders.
 * @returns flags by attachment id
 */
export async function reusesOf(
  reader: Db,
  ticket: TicketRow,
  rows: readonly AttachmentRow[],
): Promise<Map<string, ProofFlag[]>> {
  if (rows.length === 0) return new Map();
  const mine = proofOf(ticket);
  const others = (await sameFiles(reader, ticket.id, rows)).filter((other) => isElsewhere(mine, other.ticket));
  const named = (await samePayments(reader, ticket.id, rows)).filter((other) => isElsewhere(mine, other.ticket));
  const alike = (await recentPictures(reader, ticket.id, rows)).filter((other) => isElsewhere(mine, other.ticket));
  return new Map(
    rows.map((row) => {
      const pictures = others.filter(({ file }) => isSameFile(file, row));
      const payments = [
        ...others.filter(({ file }) => row.readPaymentNo !== null && file.readPaymentNo === row.readPaymentNo),
        ...named.filter(({ paymentNo }) => paymentNo === row.readPaymentNo),
      ];
      const looks = alike.filter(({ file }) => !isSameFile(file, row) && looksLike(file, row));
      return [
        row.id,
        [
          ...flagOf("same_picture", pictures),
          ...flagOf("same_payment", payments),
          // Said only where nothing stronger is.
          ...(pictures.length + payments.length === 0 ? flagOf("like_picture", looks) : []),
        ],
      ];
    }),
  );
}

const flagOf = (kind: ProofFlag["kind"], others: readonly { ticket: OtherProof }[]): ProofFlag[] => {
  const unique = new Map(others.map(({ ticket }) => [ticket.number, ticket]));
  return unique.size === 0 ? [] : [flag(kind, [...unique.values()])];
};

const isSameFile = (a: Other["file"], b: Other["file"]) =>
  a.sha256 === b.sha256 || (a.originalSha256 !== null && a.originalSha256 === b.originalSha256);

function looksLike(a: Other["file"], b: Other["file"]): boolean {
  // Two payments are two bills, however alike an app prints them.
  const apart = a.readPaymentNo !== null && b.readPaymentNo !== null && a.readPaymentNo !== b.readPaymentNo;
  return !apart && a.phash !== null && b.phash !== null && hashDistance(a.phash, b.phash) <= ALIKE_BITS;
}

const proofOf = (
  ticket: Pick<TicketRow, "number" | "orderNo" | "claimedOrderNo" | "customerId" | "diagnosisId">,
): OtherProof => ({
  number: ticket.number,
  orderNo: ticket.orderNo ?? ticket.claimedOrderNo,
  customerId: ticket.customerId,
  diagnosisId: ticket.diagnosisId,
});

const otherColumns = {
  sha256: attachments.sha256,
  originalSha256: attachments.originalSha256,
  phash: attachments.phash,
  readPaymentNo: attachments.readPaymentNo,
  number: tickets.number,
  orderNo: tickets.orderNo,
  claimedOrderNo: tickets.claimedOrderNo,
  customerId: tickets.customerId,
  diagnosisId: tickets.diagnosisId,
};

type OtherRow = Other["file"] & Parameters<typeof proofOf>[0];
const otherOf = ({ sha256, originalSha256, phash, readPaymentNo, ...ticket }: OtherRow): Other => ({
  file: { sha256, originalSha256, phash, readPaymentNo },
  ticket: proofOf(ticket),
});

/** Files of other tickets with the same bytes or the same payment number on them. */
async function sameFiles(reader: Db, ticketId: string, rows: readonly AttachmentRow[]): Promise<Other[]> {
  const originals = rows.flatMap((row) => row.originalSha256 ?? []);
  const numbers = rows.flatMap((row) => row.readPaymentNo ?? []);
  const found = await reader
    .select(otherColumns)
    .from(attachments)
    .innerJoin(tickets, eq(tickets.id, attachments.ticketId))
    .where(
      and(
        ne(attachments.ticketId, ticketId),
        ne(attachments.kind, "identity"),
        or(
          inArray(
            attachments.sha256,
            rows.map((row) => row.sha256),
          ),
          originals.length > 0 ? inArray(attachments.originalSha256, originals) : undefined,
          numbers.length > 0 ? inArray(attachments.readPaymentNo, numbers) : undefined,
        ),
      ),
    )
    .orderBy(desc(attachments.id))
    .limit(MAX_OTHERS);
  return found.map(otherOf);
}

/** Other tickets whose own payment number is one that was read here. */
async function samePayments(reader: Db, ticketId: string, rows: readonly AttachmentRow[]) {
  const numbers = rows.flatMap((row) => row.readPaymentNo ?? []);
  if (numbers.length === 0) return [];
  const found = await reader
    .select()
    .from(tickets)
    .where(and(inArray(tickets.paymentNo, numbers), ne(tickets.id, ticketId)))
    .orderBy(desc(tickets.openedAt), desc(tickets.id))
    .limit(MAX_OTHERS);
  return found.map((ticket) => ({ ticket: proofOf(ticket), paymentNo: ticket.paymentNo }));
}

async function recentPictures(reader: Db, ticketId: string, rows: readonly AttachmentRow[]): Promise<Other[]> {
  if (rows.every((row) => row.phash === null)) return [];
  const found = await reader
    .select(otherColumns)
    .from(attachments)
    .innerJoin(tickets, eq(tickets.id, attachments.ticketId))
    .where(and(isNotNull(attachments.phash), ne(attachments.ticketId, ticketId), ne(attachments.kind, "identity")))
    .orderBy(desc(attachments.id))
    .limit(LOOKED_AT);
  return found.map(otherOf);
}
