/** Asking the platform what its supplier says of an order (docs/integration.md, "Asking about a fulfilment"). */
export { askUpstream, type UpstreamRow, upstreamAnswer } from "./ask.ts";
export { forgetUpstream, isUpstreamAskable } from "./call.ts";
