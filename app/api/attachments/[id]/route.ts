import { cookies } from "next/headers";
import { GRANTS_COOKIE, readGrants, staffContext } from "#server/auth/index.ts";
import { systemClock } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { isDomainError, notFound } from "#server/core/errors.ts";
import { problem } from "#server/http/index.ts";
import { readAttachment, type StoredFile, ticketActor } from "#server/tickets/index.ts";

export const dynamic = "force-dynamic";

type Params = { params: Promise<{ id: string }> };

/** The bytes of a proof: for staff, and for the browser that was let in to its ticket or checklist run. */
export async function GET(request: Request, { params }: Params): Promise<Response> {
  try {
    const { id } = await params;
    const file = await firstAllowed(await readers(request), id);
    return new Response(new Uint8Array(file.bytes), { headers: headersOf(file) });
  } catch (error) {
    return problem(error, request);
  }
}

/** Everybody this browser may act as; staff see by their role, so they need nothing else. */
async function readers(request: Request): Promise<Ctx[]> {
  const staff = await staffContext(request.headers);
  if (staff) return [staff];
  const { tickets, diagnoses } = readGrants((await cookies()).get(GRANTS_COOKIE)?.value, systemClock.now());
  const runs = diagnoses.map((id) => ({ kind: "customer" as const, id: `diagnosis:${id}`, name: "customer" }));
  return [...tickets.map(ticketActor), ...runs].map((actor) => ({ actor, clock: systemClock }));
}

async function firstAllowed(contexts: Ctx[], id: string): Promise<StoredFile> {
  for (const ctx of contexts) {
    try {
      return await readAttachment({ ctx, input: { id } });
    } catch (error) {
      if (!isDomainError(error, "ATTACHMENT_NOT_FOUND")) throw error;
    }
  }
  throw notFound("ATTACHMENT");
}

/** A fixed type that no browser may second-guess, and nothing in it may run. */
function headersOf({ mediaType, disposition, name, bytes }: StoredFile): Headers {
  return new Headers({
    "content-type": mediaType,
    "content-length": String(bytes.byteLength),
    "content-disposition": `${disposition}; filename="proof"; filename*=UTF-8''${encodeURIComponent(name)}`,
    "content-security-policy": "default-src 'none'; sandbox",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "cache-control": "private, max-age=300",
  });
}
