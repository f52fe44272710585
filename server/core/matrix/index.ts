/**
 * The permission matrix: every door of the product and who may go through it. The tests walk the doors that there are and
 * fail on what is not named here, on what is named and gone, and wherever somebody gets in, or is kept out, who should not be.
 */
export { actionMatrix, type Place, pageMatrix, routeMatrix } from "./places.ts";
export { restMatrix } from "./rest.ts";
export { trpcMatrix } from "./trpc.ts";
export type { Allowed } from "./words.ts";
