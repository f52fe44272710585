/** The door of the workbench: one clock for everything about an order, and what to do next. It reads and proposes; it changes nothing. */
export { gatewayText } from "./gateway-text.ts";
export { proposeNext } from "./propose-next.ts";
export { orderTimeline } from "./timeline.ts";
