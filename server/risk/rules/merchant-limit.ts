/** Whether a channel refuses everybody because the merchant's own limit is used up. Pure. */

/** Codes by which gateways say so, as they begin: long ones are cut at 32 characters by some. */
const codes = [/^ACQ\.BEYOND_PAY_RESTRICT/, /^ACQ\.BEYOND_PER_RECEIPT/, /^268448010$/, /day(top|maxorder)/i];
/** One refusal may be one payer's own. */
const ENOUGH = 2;

/**
 * @param attempts the newest payments of the channel, newest first
 * @returns true when several were refused for it and nobody has got through since
 */
export function isMerchantCapped(
  attempts: readonly { state: string; errorCode: string | null; errorMessage: string | null }[],
): boolean {
  let refused = 0;
  for (const { state, errorCode, errorMessage } of attempts) {
    if (state === "succeeded" || state === "refunded") break;
    const said = [errorCode, errorMessage].some((text) => text !== null && codes.some((code) => code.test(text)));
    if (said) refused++;
  }
  return refused >= ENOUGH;
}
