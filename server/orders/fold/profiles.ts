/** What is kept of customers, channels and products: the members that news of them may change. */

export const customerFields = [
  "realNameVerified",
  "frozen",
  "frozenReason",
  "level",
  "registeredAt",
  "firstPurchaseDone",
  "singleLimitFen",
  "dailyLimitFen",
  "sessionValid",
  "email",
  "phone",
] as const;
export const channelFields = ["status", "notice", "recommended", "singleLimitFen", "dailyLimitFen"] as const;
export const productFields = ["stock", "restockAt"] as const;

/** The members that are moments. */
const moments = ["registeredAt", "restockAt"];

/** Members that are moments become Dates, and a numeric level becomes text, as the columns want them. */
export function normalise<T extends { data: Record<string, unknown> }>(event: T): T {
  const data = { ...event.data };
  for (const member of moments) if (typeof data[member] === "string") data[member] = new Date(data[member]);
  if (typeof data.level === "number") data.level = String(data.level);
  return { ...event, data };
}
