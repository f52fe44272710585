import { Api } from "../fixtures/api.ts";
import { type Bought, buy } from "../fixtures/buy.ts";
import { expect } from "../fixtures/test.ts";

type Opened = { number: string; accessUrl: string };

/** Opens the ticket of a purchase without a browser, for journeys that begin at the desk. */
export async function openTicketByApi(api: Api, order: Bought): Promise<Opened> {
  const { orderNo, customerId } = order;
  const run = await api.post<{ id: string }>("/api/v1/diagnoses", { orderNo, onBehalfOf: customerId });
  const opened = await api.post<Opened>(`/api/v1/diagnoses/${run.body.id}/ticket`, {
    claim: "complete_topup",
    description: "付款成功但没有到账",
    contact: order.phone,
    attachmentIds: [],
  });
  if (opened.status !== 201) throw new Error(`ticket: ${opened.status} ${JSON.stringify(opened.body)}`);
  return opened.body;
}

/** So many tickets of one customer, the newest last. */
export async function tickets(n: number): Promise<{ customer: string; numbers: string[] }> {
  const api = new Api();
  const numbers: string[] = [];
  let customer: string | undefined;
  for (let i = 0; i < n; i++) {
    const order = await buy("CB_MISSING", undefined, 6, undefined, customer);
    customer ??= order.customerId;
    // Only of an order that is known by then is the ticket its customer's.
    await expect.poll(async () => (await api.get(`/api/v1/orders/${order.orderNo}/trace`)).status).toBe(200);
    const { number } = await openTicketByApi(api, order);
    expect((await api.get(`/api/v1/tickets/${number}`)).body).toMatchObject({ customerId: customer });
    numbers.push(number);
  }
  return { customer: customer ?? "", numbers };
}

/** The list of a customer's open tickets at the desk. */
export const listOf = (customer: string, sort = "") =>
  `/desk?f=${encodeURIComponent(JSON.stringify({ customerId: customer, asleep: false, open: true }))}${sort}`;
