import { addEvidence } from "#server/appeals/index.ts";
import { evidenceItems } from "#server/appeals/schemas.ts";
import { isOwnOrigin } from "#server/auth/index.ts";
import { forbidden, invalid, isDomainError, notFound } from "#server/core/errors.ts";
import { logger } from "#server/core/logger.ts";
import { unavailable } from "#server/core/unavailable.ts";
import { guard, guardSubject, readForm } from "#server/http/index.ts";
import { storeAttachment } from "#server/tickets/index.ts";
import { uploadErrorOf } from "../../../../_lib/upload.ts";
import { appealPlace, backTo } from "../place.ts";

/** A file of 10 MB and the form around it. */
const MAX_BODY_BYTES = 10 * 1024 * 1024 + 64 * 1024;

/** `POST /d/ID/appeal/upload?item=…[&ticket=…]`, multipart `file`: one piece of evidence. Sends the browser back to its page. */
export async function POST(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const { id } = await params;
  const { searchParams } = new URL(request.url);
  const item = evidenceItems.find((known) => known === searchParams.get("item"));
  let address = `/d/${encodeURIComponent(id)}`;
  const hash = item ? `#item-${item}` : "";
  try {
    await guard(request, "POST /d/[id]/appeal/upload");
    if (!isOwnOrigin(request.headers)) throw forbidden("This form was sent from another site.");
    const place = await appealPlace(id, searchParams.get("ticket") ?? undefined);
    if (!place || !item) throw notFound("UPLOAD_PLACE");
    address = place.address;
    await guardSubject("POST /d/[id]/appeal/upload", `diagnosis:${id}`);
    const file = (await readForm(request, MAX_BODY_BYTES)).get("file");
    if (!(file instanceof File) || (file.size === 0 && file.name === ""))
      throw invalid("FILE_MISSING", "No file was sent.");
    const kind = item === "identity" ? "identity" : item === "payment_proof" ? "debit_proof" : "other";
    const ownerKey = `${place.upload.kind}:${place.upload.id}`;
    const bytes = new Uint8Array(await file.arrayBuffer());
    const stored = await storeAttachment({ ctx: place.ctx, input: { bytes, name: file.name, kind, ownerKey } });
    await addEvidence({ ctx: place.ctx, where: place.where, input: { item, attachmentId: stored.id } });
    return back(backTo(address, { said: "added" }, hash));
  } catch (error) {
    if (!isDomainError(error)) logger.error({ err: error }, "an upload of evidence failed");
    const failed = isDomainError(error, "IDENTITY_NEEDS_PICTURE")
      ? "PICTURE"
      : uploadErrorOf(unavailable(error) ?? error);
    return back(backTo(address, { failed, item: item ?? "" }, hash));
  }
}

const back = (location: string) =>
  new Response(null, { status: 303, headers: { location, "cache-control": "no-store" } });
