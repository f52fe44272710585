import { staffContext } from "#server/auth/index.ts";
import type { TrpcContext } from "./init.ts";

/** The context of one HTTP request: who its cookies say is signed in. */
export async function createContext(headers: Headers): Promise<TrpcContext> {
  const refresh = () => staffContext(headers);
  return { staff: await refresh(), refresh };
}
