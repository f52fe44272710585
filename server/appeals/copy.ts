import type { Locale } from "#server/diagnosis/schemas.ts";
import { en } from "./copy.en.ts";
import { zh } from "./copy.zh.ts";
import type { AppealReason, CloseReason, EvidenceForm, EvidenceItem } from "./schemas.ts";

/**
 * Everything that a customer is told about an appeal, on pages, in the ticket's conversation and over the API. It says what is asked
 * and decided, and never by which rule, threshold or score somebody was held: a test holds it to that.
 */
export type FollowText =
  | "free"
  | "release"
  | "topup_done"
  | "topup"
  | "refund"
  | "delivered"
  | "refunding"
  | "refunded"
  | "working"
  | "nothing_back";

export type AppealWords = {
  item: Record<EvidenceItem, { title: string; why: string }>;
  kept: Record<EvidenceForm, (days: number) => string>;
  reason: Record<AppealReason | CloseReason, string>;
  follow: Record<FollowText, string>;
  /** What is written into the ticket. */
  opened(due: string, missing: string[]): string;
  added(titles: string[]): string;
  withdrawn(title: string): string;
  asked(titles: string[], message: string | null): string;
  passed(reason: string, follow: string): string;
  denied(reason: string, follow: string, secondLookDays: number): string;
  deniedAgain(reason: string, follow: string): string;
  closed(reason: string): string;
  secondLook(due: string): string;
  /** For staff alone. */
  noteProposed(by: string, decision: "pass" | "deny", reason: string): string;
  noteReturned(by: string, note: string | null): string;
  noteStale: string;
  noteRefused(why: string): string;
  noteUndelivered: string;
  noteBlocked(codes: string): string;
  noteTakenBack(by: string): string;
};

export const words = (locale: string): AppealWords => (locale.startsWith("zh") ? zh : en);
export const wordsOf: Record<Locale, AppealWords> = { "zh-CN": zh, en };
