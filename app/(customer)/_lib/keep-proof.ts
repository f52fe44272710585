import { getTranslations } from "next-intl/server";
import type { Ctx } from "#server/core/context.ts";
import { invalid, isDomainError } from "#server/core/errors.ts";
import type { AttachmentKind } from "#server/diagnosis/schemas.ts";
import { postMessage, storeAttachment } from "#server/tickets/index.ts";

export type ProofPlace = { kind: "diagnosis" | "ticket"; id: string; ctx: Ctx };

const looksAllowed = (name: string) => /\.(png|jpe?g|webp|heic|heif|pdf)$/i.test(name);

/**
 * Keeps a file of a customer's page with the run or ticket that it belongs to; in a ticket it is told as a message.
 * @throws what `storeAttachment` throws; FILE_DISGUISED where the name promises something else than the content is
 */
export async function keepProof(place: ProofPlace, file: File, kind: AttachmentKind) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const named = { name: file.name, kind, ownerKey: `${place.kind}:${place.id}` };
  const stored = await storeAttachment({ ctx: place.ctx, input: { ...named, bytes } }).catch((error: unknown) => {
    throw isDomainError(error, "FILE_TYPE_NOT_ALLOWED") && looksAllowed(file.name)
      ? invalid("FILE_DISGUISED", "The content is not what the name says.")
      : error;
  });
  if (place.kind === "ticket") {
    const t = await getTranslations("customer.ticket");
    const body = t("proofMessage", { name: stored.name });
    await postMessage({
      ctx: place.ctx,
      input: { number: place.id, body, visibility: "public", attachmentIds: [stored.id] },
    });
  }
  return stored;
}
