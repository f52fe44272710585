/** The door of the tickets module: opening, answering and settling tickets, their files and their lists. */
export {
  cameFromRun,
  findTicket,
  linkVersionOf,
  ownsTicket,
  ownsTicketNumbered,
  stillOpen,
  type TicketRow,
  ticketActor,
  ticketForAccess,
} from "./access.ts";
export { type RunReading, readRunAgain, runReadings } from "./attachment-reading.ts";
export { act as actOnTicket } from "./bulk/act.ts";
export { getBulk, listBulk } from "./bulk/get-bulk.ts";
export { actorOf, type KeptActor, keepActor } from "./bulk/rows.ts";
export { runBulk } from "./bulk/run-bulk.ts";
export { startBulk } from "./bulk/start-bulk.ts";
export { undoBulk } from "./bulk/undo-bulk.ts";
export { ownersCardKeys, revealOwnersCardKeys } from "./card-keys.ts";
export { countedClock, ticketWritten } from "./contributions.ts";
export { formatMoment } from "./copy.ts";
export { type CropCall, cropAttachment } from "./crop-attachment.ts";
export { runAttachments, ticketAccessUrl } from "./customer-doors.ts";
export { decideOrderRefund, decideOrderRefundOnce } from "./decide-order-refund.ts";
export { decideOrderTopup, decideOrderTopupOnce } from "./decide-order-topup.ts";
export { foldCounts, queueCounts, recountViews } from "./desk-views/counts.ts";
export { definitionOf, listView, type ViewPage } from "./desk-views/list-view.ts";
export { listViews } from "./desk-views/list-views.ts";
export { type MatchRow, matcher, noCompany } from "./desk-views/match.ts";
export { readPreferences, savePreferences } from "./desk-views/preferences.ts";
export { removeView } from "./desk-views/remove-view.ts";
export { type SaveViewCall, saveView } from "./desk-views/save-view.ts";
export { ticketRows, ticketRowsSchema } from "./desk-views/ticket-rows.ts";
export { whereOf } from "./desk-views/where.ts";
export { ownsRun } from "./diagnosis-record.ts";
export {
  type DrillMetric,
  flowMetrics,
  inSlice,
  neverResolved,
  notMerged,
  type Period,
  recovered,
  type Slice,
  slaCounted,
  slaOverdue,
  stockMetrics,
  ticketsBehind,
  type Verdict,
  within,
  workOverdue,
} from "./drilldown.ts";
export { fillMoney } from "./fill-money.ts";
export { fillWaits } from "./fill-waits.ts";
export { customerTicket, getTicket } from "./get-ticket.ts";
export { IDENTITY_NAME, openIdentity } from "./identity-file.ts";
export { type ImportedTicket, importTicket } from "./import-ticket.ts";
export { openLapsedWaits, ticketJobs } from "./jobs.ts";
export { MAX_FILE_BYTES } from "./judge-file.ts";
export { linkTicketOrder } from "./link-order.ts";
export {
  type ClockNumber,
  type CountedTicket,
  clockNumbers,
  isAhead,
  keysOf,
  type NumberPart,
  STOCK_AT,
  ticketNumbers,
} from "./numbers.ts";
export { type OpenTicketCall, openTicket } from "./open-ticket.ts";
export { type PostMessageCall, postMessage } from "./post-message.ts";
export { checkProofs, ownProofChecks } from "./proof-check.ts";
export {
  AT_RISK_MS,
  inQueue,
  listTickets,
  type TicketListCall,
  type TicketPage,
  ticketIsOpen,
} from "./queries.ts";
export { readAttachment, type StoredFile } from "./read-attachment.ts";
export { orderReceipt, ticketReceipt } from "./receipt.ts";
export { refundOrder, refundOrderOnce } from "./refund-order.ts";
export { renewTicketLink } from "./renew-link.ts";
export { MAX_ATTACHMENTS, REOPEN_WINDOW_MS } from "./rules.ts";
export { confirmResolved, reopenTicket } from "./settle-ticket.ts";
export { isBreached, NEVER } from "./sla.ts";
export { followSnoozes } from "./snooze/follow.ts";
export { type SnoozeCall, snoozeTicket } from "./snooze/snooze-ticket.ts";
export { wakeTicket } from "./snooze/wake.ts";
export { type StoreAttachmentCall, storeAttachment } from "./store-attachment.ts";
export { openTicketOfOrder, type TicketNews, tellTicket } from "./tell-ticket.ts";
export { ticketClocks } from "./ticket-clocks.ts";
export { topUpOrder, topUpOrderOnce } from "./top-up-order.ts";
export { type UpdateTicketCall, updateTicket } from "./update-ticket.ts";
export * from "./work/index.ts";
