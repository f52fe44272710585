import type { FulfilmentState } from "../schemas.ts";
import { ofType, type TypedEvent } from "./events.ts";

export type FulfilmentRow = {
  id: string;
  orderNo: string;
  supplier: string;
  supplierRef: string | null;
  state: FulfilmentState;
  errorCode: string | null;
  errorMessage: string | null;
  creditedFen: number | null;
  submittedAt: Date | null;
  decidedAt: Date | null;
};

type Told = TypedEvent<
  "topup.fulfilment.submitted" | "topup.fulfilment.succeeded" | "topup.fulfilment.failed" | "topup.fulfilment.partial"
>;

/**
 * Folds what suppliers were asked and answered, one row for each supplier and its reference. The newest word counts, except
 * that a success is never taken back: a later "failed" for the same reference must not open the way to a second delivery.
 */
export function foldFulfilments(orderNo: string, events: readonly TypedEvent[]): FulfilmentRow[] {
  const told = ofType(
    events,
    "topup.fulfilment.submitted",
    "topup.fulfilment.succeeded",
    "topup.fulfilment.failed",
    "topup.fulfilment.partial",
  );
  const rows = new Map<string, FulfilmentRow>();
  for (const event of told) {
    const reference = referenceOf(event, told);
    const id = [orderNo, event.data.supplier, reference ?? ""].join("|");
    const row = rows.get(id) ?? emptyRow(id, orderNo, event.data.supplier, reference);
    rows.set(id, row);
    apply(row, event);
  }
  return [...rows.values()];
}

/** Suppliers often give their reference only with the answer: a word without one belongs to the supplier's only reference. */
function referenceOf(event: Told, all: readonly Told[]): string | null {
  if (event.data.supplierRef) return event.data.supplierRef;
  const known = new Set<string>();
  for (const other of all) {
    if (other.data.supplier === event.data.supplier && other.data.supplierRef) known.add(other.data.supplierRef);
  }
  const [only] = known;
  return known.size === 1 && only !== undefined ? only : null;
}

function emptyRow(id: string, orderNo: string, supplier: string, supplierRef: string | null): FulfilmentRow {
  return {
    id,
    orderNo,
    supplier,
    supplierRef,
    state: "submitted",
    errorCode: null,
    errorMessage: null,
    creditedFen: null,
    submittedAt: null,
    decidedAt: null,
  };
}

function apply(row: FulfilmentRow, event: Told): void {
  row.creditedFen = event.data.creditedFen ?? row.creditedFen;
  if (event.type === "topup.fulfilment.submitted") {
    row.submittedAt = event.at;
    if (row.state !== "succeeded") row.state = "submitted";
    return;
  }
  if (row.state === "succeeded") return;
  row.state =
    event.type === "topup.fulfilment.succeeded"
      ? "succeeded"
      : event.type === "topup.fulfilment.failed"
        ? "failed"
        : "partial";
  row.errorCode = event.data.errorCode ?? null;
  row.errorMessage = event.data.errorMessage ?? null;
  row.decidedAt = event.at;
}
