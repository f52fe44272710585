export { handleTrpc } from "./http.ts";
export type { AppRouter } from "./router.ts";
