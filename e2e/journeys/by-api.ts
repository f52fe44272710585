import type { Api } from "../fixtures/api.ts";
import type { Bought } from "../fixtures/buy.ts";

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
