import type { ApiFault, Endpoint, SandboxKind } from "./types.ts";

export type FaultOrder = {
  kind: SandboxKind;
  fault: ApiFault;
  /** One of the API's calls; all of them by default. */
  endpoint?: Endpoint;
  /** How many calls fail; all until `heal` by default. */
  times?: number;
};

/** How the gateways' APIs are told to fail. */
export class Faults {
  #orders: (FaultOrder & { left: number })[] = [];

  fail(order: FaultOrder): void {
    this.#orders.push({ ...order, left: order.times ?? Number.POSITIVE_INFINITY });
  }
  heal(kind?: SandboxKind): void {
    this.#orders = kind ? this.#orders.filter((order) => order.kind !== kind) : [];
  }
  /** Takes the fault that the next call of this kind meets, if any. */
  take(kind: SandboxKind, endpoint: Endpoint): ApiFault | undefined {
    const order = this.#orders.find(
      (one) => one.kind === kind && one.left > 0 && (!one.endpoint || one.endpoint === endpoint),
    );
    if (!order) return undefined;
    order.left -= 1;
    return order.fault;
  }
}
