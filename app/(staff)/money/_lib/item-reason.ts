/** What an item's detail says went wrong, under whichever name its finder gave it. Null when it says nothing. */
export function itemReason({ reason, failure, error, failed }: Record<string, unknown>): string | null {
  for (const said of [reason, failure, error]) if (typeof said === "string" && said !== "") return said;
  return Array.isArray(failed) && failed.length > 0 ? failed.join(", ") : null;
}
