import type { MessageVisibility } from "#server/tickets/schemas.ts";

/** What somebody began to write: pure. */
export type Draft = { body: string; visibility: MessageVisibility };
export type KeptDraft = Draft & { updatedAt: string };

/** What a browser kept; undefined when there is nothing, or something else under that name. */
export function parseDraft(text: string | null): KeptDraft | undefined {
  try {
    const { body, visibility, updatedAt } = JSON.parse(text ?? "null") as Partial<KeptDraft>;
    if (typeof body !== "string" || body === "") return undefined;
    return {
      body,
      visibility: visibility === "internal" ? "internal" : "public",
      updatedAt: typeof updatedAt === "string" ? updatedAt : "",
    };
  } catch {
    return undefined;
  }
}

/** Whether what was begun elsewhere is another text than the one here, and later. */
export const isNewer = (elsewhere: KeptDraft, here: KeptDraft | undefined): boolean =>
  here === undefined || (here.body !== elsewhere.body && elsewhere.updatedAt > here.updatedAt);
