/** The very scripts that people may download: one set of rules, wherever something is checked. */
const SCRIPTS = { receipt: "/evidence/verify.mjs", head: "/evidence/consistency.mjs" };

export type Shown = { tone: "ok" | "broken" | "wait"; title: string; more?: string } | null;
type Rules = {
  receipt: {
    checkReceipt(receipt: unknown, vkey: string): Promise<{ orderNo: string; entries: number }>;
  };
  head: {
    openByAny(note: string, keys: readonly string[]): Promise<{ size: number; root: string }>;
    checkConsistency(older: string, newer: string, proof: string[], keys: readonly string[]): Promise<{ from: number }>;
  };
};

/** Ed25519 came to browsers' WebCrypto late, and WebCrypto is for secure pages alone. */
export async function canCheck(): Promise<boolean> {
  try {
    await crypto.subtle.importKey("raw", new Uint8Array(32), "Ed25519", false, ["verify"]);
    return true;
  } catch {
    return false;
  }
}

export const load = <Name extends keyof Rules>(name: Name): Promise<Rules[Name]> =>
  import(/* turbopackIgnore: true */ /* webpackIgnore: true */ SCRIPTS[name]);

export const saying = (error: unknown) => (error instanceof Error ? error.message : String(error));
