import type { BulkFile } from "#db/raw-bulk.ts";
import { metricBuilds, metricCells } from "#db/schema/index.ts";
import { storedBuckets } from "#server/core/sketch.ts";
import { CELLS_VERSION } from "#server/metrics/cells/schemas.ts";
import { addTo, type Cell, CellSums, placeOf } from "#server/metrics/cells/sums.ts";
import { orderNumbers } from "#server/orders/index.ts";
import { numbersOf } from "#server/tickets/numbers.ts";
import type { Story, World } from "./story.ts";

/** After so long nothing is added to a day any more: no ticket here takes longer. */
const SETTLED_MS = 30 * 86_400_000;

/** The manager's numbers, as a rebuild would add them up, written once they are final. */
export class Cells {
  private readonly sums = new CellSums();
  private readonly ofOrders = new CellSums();
  private readonly open = new Map<string, Cell>();
  private readonly file: BulkFile;

  constructor(file: BulkFile) {
    this.file = file;
  }

  add({ ticket, targets }: Story): void {
    this.sums.addParts(numbersOf(ticket as never, targets as never), ticket as never);
  }

  /** Orders come in two rows, each in order: theirs are written at the end. */
  addOrder(order: Parameters<typeof orderNumbers>[0]): void {
    this.ofOrders.addParts(orderNumbers(order));
  }

  settle(at: Date): void {
    for (const cell of this.sums.take()) {
      const place = placeOf(cell);
      const before = this.open.get(place);
      if (before) addTo(before, cell);
      else this.open.set(place, cell);
    }
    for (const [place, cell] of this.open) {
      // What stands for now is kept under the beginning of time.
      if (cell.at.getTime() < 86_400_000 || cell.at.getTime() > at.getTime() - SETTLED_MS) continue;
      this.write(cell);
      this.open.delete(place);
    }
  }

  end({ now }: World): void {
    this.settle(new Date(now));
    for (const cell of [...this.open.values(), ...this.ofOrders.take()]) this.write(cell);
    this.file.put(metricBuilds, { id: "cells", version: CELLS_VERSION, builtAt: new Date(now) });
  }

  private write(cell: Cell): void {
    this.file.put(metricCells, { ...cell, buckets: storedBuckets(cell.buckets) });
  }
}
