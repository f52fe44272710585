import { guard, guardSubject, problem } from "#server/http/index.ts";
import { readAttachment, type StoredFile } from "#server/tickets/index.ts";
import { firstAllowed, privateFile } from "../_readers.ts";

export const dynamic = "force-dynamic";

type Params = { params: Promise<{ id: string }> };

/** The bytes of a proof: for staff, and for the browser that was let in to its ticket or checklist run. */
export async function GET(request: Request, { params }: Params): Promise<Response> {
  try {
    const { id } = await params;
    await guard(request, "GET /api/attachments/[id]");
    const original = new URL(request.url).searchParams.get("original");
    const file = await firstAllowed(request, (ctx) =>
      readAttachment({ ctx, input: { id, ...(original === null ? {} : { original }) } }),
    );
    const limits = await guardSubject("GET /api/attachments/[id]", id);
    return new Response(new Uint8Array(file.bytes), { headers: { ...headersOf(file), ...limits } });
  } catch (error) {
    return problem(error, request);
  }
}

/** A fixed type that no browser may second-guess, and nothing in it may run. */
function headersOf({ mediaType, disposition, name, bytes }: StoredFile): Record<string, string> {
  return {
    ...privateFile,
    "content-type": mediaType,
    "content-length": String(bytes.byteLength),
    "content-disposition": `${disposition}; filename="proof"; filename*=UTF-8''${encodeURIComponent(name)}`,
  };
}
