/**
 * Next.js runs this in browsers before anything else. zod would try whether it may compile its checks from text: the pages' policy forbids
 * that, and browsers report the try. Set by hand, since importing zod here would put it on every page.
 */
const holder = globalThis as typeof globalThis & { __zod_globalConfig?: { jitless?: boolean } };
holder.__zod_globalConfig = { ...holder.__zod_globalConfig, jitless: true };
