import type { FollowText } from "./copy.ts";
import type { AppealRow } from "./store.ts";

/** What follows from a decision, as its owner reads it. Pure. */
export function followText(row: Pick<AppealRow, "decided" | "followKind" | "followState">): FollowText {
  const { followKind: kind, followState: state } = row;
  const passed = row.decided?.decision === "pass";
  switch (kind) {
    case "none":
      return passed ? "free" : "nothing_back";
    case "release":
      return state === "person" ? "working" : state === "done" ? "delivered" : "release";
    case "topup":
      return state === "done" ? "topup_done" : state === "person" ? "working" : "topup";
    case "refund":
      return state === "person" ? "working" : "refund";
    case "delivered":
      return "delivered";
    case "refunding":
      return state === "done" ? "refunded" : "refunding";
    default:
      return "working";
  }
}
