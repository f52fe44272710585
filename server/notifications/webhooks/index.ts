/** Telling other systems what becomes of tickets and money, by signed calls. */
export { listWebhookDeliveries, resendWebhook } from "./deliveries.ts";
export { addWebhook, changeWebhook, listWebhooks, removeWebhook, rotateWebhook, testWebhook } from "./endpoints.ts";
export { planWebhooks } from "./plan.ts";
export { sendWebhooks } from "./send.ts";
