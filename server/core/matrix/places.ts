import { type Allowed, admins, every, leads, managers } from "./words.ts";

/**
 * Who a place is for, besides roles:
 * `public` anybody · `own` the browser that was let in to this run or ticket, and nobody else · `staff or own` either ·
 * `signed` whoever signs the request with a secret that we share · `token` whoever holds the secret that stands in the address.
 */
export type Place = Allowed | "public" | "own" | "staff or own" | "signed" | "token";

/** Every method of every `route.ts`. `/api/v1` and `/api/trpc` have tables of their own behind their one door. */
export const routeMatrix: Record<string, Place> = {
  "GET /d/[id]/events": "own",
  "POST /d/[id]/appeal/upload": "own",
  "GET /inbox/events": "own",
  "GET /notices/[token]/off": "token",
  "POST /notices/[token]/off": "token",
  "GET /t/[number]/evidence": "own",
  "GET /t/[number]/open": "token",
  "GET /t/[number]/receipt": "own",
  "GET /api/attachments/[id]": "staff or own",
  "GET /api/attachments/[id]/crop": "staff or own",
  "GET /api/auth/[...all]": "public",
  "POST /api/auth/[...all]": "public",
  "POST /api/events": "signed",
  "POST /api/gateways/alipay/[channel]/notify": "signed",
  "GET /api/gateways/epay/[channel]/notify": "signed",
  "POST /api/gateways/epay/[channel]/notify": "signed",
  "POST /api/gateways/wechatpay/[channel]/complaints": "signed",
  "POST /api/gateways/wechatpay/[channel]/notify": "signed",
  "GET /api/health": "public",
  "POST /api/identity/[id]": leads,
  "GET /api/openapi.json": "public",
  "GET /api/ready": "public",
  "POST /api/start": "public",
  "GET /api/uploads/[id]": "own",
  "POST /api/uploads": "own",
  "GET /locale": "public",
  "GET /theme": "public",
};

/** Every page. What a page of the staff shows beyond its frame comes through `/api/trpc`, whose table says who may. */
export const pageMatrix: Record<string, Place> = {
  "/": "public",
  "/before": "public",
  "/before/credit": "public",
  "/status": "public",
  "/docs": "public",
  "/evidence": "public",
  "/embed": "public",
  "/d/[id]": "own",
  "/d/[id]/appeal": "own",
  "/d/[id]/check": "own",
  "/d/[id]/edit/[question]": "own",
  "/d/[id]/pay": "own",
  "/d/[id]/proofs": "own",
  "/d/[id]/prove": "own",
  "/d/[id]/read": "own",
  "/go/[token]": "token",
  "/inbox": "own",
  "/notices/[token]": "token",
  "/t/[number]": "own",
  "/t/[number]/done": "own",
  "/channels": managers,
  "/channels/[channel]": managers,
  "/checklist": every,
  "/checklist/learning": every,
  "/checklist/simulator": every,
  "/checklist/versions": every,
  "/checklist/versions/[version]": every,
  "/checklist/versions/[version]/edit": leads,
  "/design": every,
  "/desk": every,
  "/desk/[number]": every,
  "/desk/approvals": every,
  "/manager": leads,
  "/manager/runs": leads,
  "/money": every,
  "/money/bills": leads,
  "/money/callbacks": every,
  "/money/callbacks/[id]": every,
  "/money/cases": every,
  "/money/commands": every,
  "/risk": every,
  "/risk/[id]": every,
  "/risk/customers": every,
  "/risk/rules": managers,
  "/settings": admins,
  "/settings/notices": every,
  "/staff/sign-in": "public",
};

/** Every file of server actions, with the functions that browsers may call in it. */
export const actionMatrix: Record<string, { who: Place; actions: readonly string[] }> = {
  "/_parts/card-keys-actions": { who: "own", actions: ["reveal"] },
  "/d/[id]/actions": { who: "own", actions: ["answer", "prove", "solved", "undo"] },
  "/d/[id]/appeal/actions": { who: "own", actions: ["lookAgain", "send", "withdraw"] },
  "/d/[id]/check/actions": { who: "own", actions: ["send"] },
  "/d/[id]/read/actions": { who: "own", actions: ["confirm"] },
  "/d/[id]/waiting-actions": { who: "own", actions: ["contact"] },
  "/go/[token]/actions": { who: "token", actions: ["open"] },
  "/inbox/actions": { who: "own", actions: ["openItem", "readAll"] },
  "/notices/[token]/actions": { who: "token", actions: ["save"] },
  "/t/[number]/actions": { who: "own", actions: ["confirm", "reopen", "reply"] },
};
