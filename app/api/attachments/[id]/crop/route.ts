import { z } from "zod";
import { guard, guardSubject, localeOf, parseInput, problem } from "#server/http/index.ts";
import { readFieldNames } from "#server/reading/schemas.ts";
import { cropAttachment } from "#server/tickets/index.ts";
import { firstAllowed, privateFile } from "../../_readers.ts";

export const dynamic = "force-dynamic";

type Params = { params: Promise<{ id: string }> };
const querySchema = z.object({ field: z.enum(readFieldNames).optional(), box: z.string().max(60).optional() });

/** `GET /api/attachments/ID/crop?field=paymentNo` or `?box=x,y,width,height`: where something was read, for whoever may see the picture. */
export async function GET(request: Request, { params }: Params): Promise<Response> {
  try {
    const { id } = await params;
    await guard(request, "GET /api/attachments/[id]/crop");
    const query = parseInput(
      querySchema,
      Object.fromEntries(new URL(request.url).searchParams),
      localeOf(request.headers),
    );
    const bytes = await firstAllowed(request, (ctx) => cropAttachment({ ctx, input: { id, ...query } }));
    const limits = await guardSubject("GET /api/attachments/[id]/crop", id);
    return new Response(new Uint8Array(bytes), {
      headers: {
        ...privateFile,
        ...limits,
        "content-type": "image/png",
        "content-disposition": 'inline; filename="crop.png"',
      },
    });
  } catch (error) {
    return problem(error, request);
  }
}
