import { env } from "#server/core/env.ts";

/**
 * The name of a cookie that opens something. With https it begins with `__Host-`: browsers then take it from this very host alone,
 * over https, for every path, so that no neighbour under the same domain can plant one.
 */
export const cookieName = (name: string): string => (env().APP_URL.startsWith("https:") ? `__Host-${name}` : name);
