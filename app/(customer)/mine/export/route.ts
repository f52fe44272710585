import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { isOwnOrigin } from "#server/auth/index.ts";
import { forbidden, unauthenticated } from "#server/core/errors.ts";
import { exportCustomer } from "#server/customers/index.ts";
import { guard, guardSubject, noStore, problem } from "#server/http/index.ts";
import { customerHere } from "../../_lib/session.ts";

export const dynamic = "force-dynamic";

/** `POST /mine/export`: everything that is kept of the customer in this browser, as one zip. */
export async function POST(request: Request): Promise<Response> {
  try {
    await guard(request, "POST /mine/export");
    if (!isOwnOrigin(request.headers)) throw forbidden("Only from our own pages.");
    const here = await customerHere();
    if (!here) throw unauthenticated("Come in from the shop first.");
    const limits = await guardSubject("POST /mine/export", `customer:${here.customerId}`);
    const { name, stream } = await exportCustomer({ ctx: here.ctx, input: { customerId: here.customerId } });
    return new Response(Readable.toWeb(stream) as ReadableStream as BodyInit, {
      headers: {
        ...noStore,
        ...limits,
        "content-type": "application/zip",
        "content-disposition": `attachment; filename="${name}"`,
        "content-security-policy": "default-src 'none'; sandbox",
        "x-content-type-options": "nosniff",
      },
    });
  } catch (error) {
    return problem(error, request);
  }
}
