import { z } from "zod";
import { viewIdentity } from "#server/appeals/index.ts";
import { viewReasonSchema } from "#server/appeals/schemas.ts";
import { isOwnOrigin, staffContext } from "#server/auth/index.ts";
import { forbidden, unauthenticated } from "#server/core/errors.ts";
import { guard, guardSubject, localeOf, parseInput, problem, readJson } from "#server/http/index.ts";

export const dynamic = "force-dynamic";

const MAX_BODY_BYTES = 4 * 1024;

/**
 * `POST /api/identity/ID` `{reason}`: the picture of an identity document, marked with who looks and when. For staff's own pages
 * alone; a POST, since looking is an act that is written down and no link should lead to it.
 */
export async function POST(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  try {
    await guard(request, "POST /api/identity/[id]");
    if (!isOwnOrigin(request.headers)) throw forbidden("This page may not do that.");
    const ctx = await staffContext(request.headers);
    if (!ctx) throw unauthenticated();
    const { id } = await params;
    const limits = await guardSubject("POST /api/identity/[id]", ctx.actor.id);
    const body = parseInput(
      z.object({ reason: viewReasonSchema }),
      await readJson(request, MAX_BODY_BYTES),
      localeOf(request.headers),
    );
    const { bytes, mediaType } = await viewIdentity({ ctx, input: { evidenceId: id, ...body } });
    return new Response(new Uint8Array(bytes), {
      headers: {
        ...limits,
        "content-type": mediaType,
        "cache-control": "no-store",
        "content-security-policy": "default-src 'none'; sandbox",
        "cross-origin-resource-policy": "same-origin",
        "x-content-type-options": "nosniff",
      },
    });
  } catch (error) {
    return problem(error, request);
  }
}
