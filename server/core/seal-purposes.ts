declare const purpose: unique symbol;
/** What a sealed text is for and whose it is: it cannot be opened as anything else. */
export type SealPurpose = string & { readonly [purpose]: true };

const named = (kind: string) => (id: string) => `${kind}:${id}` as SealPurpose;

/** Everything that is sealed, by kind. `admin secrets rotate` knows where each kind stands: a new one does not compile until it does. */
export const sealPurposes = {
  channel: named("channel"),
  cardKey: named("card-key"),
  notice: named("notice"),
  call: named("call"),
  staffPhone: named("staff-phone"),
  robot: named("robot"),
  webhook: named("webhook"),
  evidenceKey: named("evidence-key"),
  dataKey: named("data-key"),
} as const;
export type SealKind = keyof typeof sealPurposes;
