export { handleTrpc } from "./http.ts";
export { type LiveBatch, liveChanges, type Wanted } from "./live.ts";
export type { AppRouter } from "./router.ts";
