import { z } from "zod";
import type { Ctx } from "#server/core/context.ts";
import { invalid, notFound } from "#server/core/errors.ts";
import { cropPicture } from "#server/reading/index.ts";
import { type Box, boxSchema, readFieldNames } from "#server/reading/schemas.ts";
import { storage } from "#server/storage/index.ts";
import { shownAttachment, visibleAttachment } from "./read-attachment.ts";
import { turns } from "./turns.ts";

const inputSchema = z.object({
  id: z.string().min(1).max(64),
  /** The name of a field that was read. */
  field: z.enum(readFieldNames).optional(),
  /** `x,y,width,height` as fractions of the picture. */
  box: z
    .string()
    .regex(/^[01](\.\d{1,8})?(,[01](\.\d{1,8})?){3}$/)
    .optional(),
});
export type CropCall = z.input<typeof inputSchema>;

/** A crop decodes the whole picture: a few at a time. */
const cutting = turns({ running: 2, waiting: 60 });

/**
 * The part of a picture where a field was read, for whoever may see the picture.
 * @returns a PNG of bounded size
 * @throws DomainError 404 ATTACHMENT_NOT_FOUND, 422 CROP_BOX_MISSING, 503 BUSY; ZodError on bad input
 */
export async function cropAttachment({ ctx, input }: { ctx: Ctx; input: CropCall }): Promise<Uint8Array> {
  const { id, field, box } = inputSchema.parse(input);
  const row = await shownAttachment(ctx, id);
  const original = await visibleAttachment(ctx, id);
  if (!row.mediaType.startsWith("image/")) throw notFound("ATTACHMENT");
  const read = original.reading?.fields.find((one) => one.name === field && one.box !== null)?.box;
  const wanted = box === undefined ? read : boxOf(box);
  if (!wanted) throw invalid("CROP_BOX_MISSING", "Nothing was read there. Say field= of what was read, or box=.");
  return cutting(async () => cropPicture(await storage().open(row.sha256), wanted));
}

function boxOf(text: string): Box {
  const [x, y, width, height] = text.split(",").map(Number);
  return boxSchema.parse({ x, y, width, height });
}
