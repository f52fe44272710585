import { systemClock } from "#server/core/clock.ts";
import { receiveComplaint } from "#server/disputes/index.ts";
import { clientAddress, methodNotAllowed, noStore, problem, readBytes, requireMediaType } from "#server/http/index.ts";

/** A notification names one complaint: it is small. */
const MAX_NOTICE_BYTES = 64 * 1024;

type Route = { params: Promise<{ channel: string }> };

/** `POST /api/gateways/wechatpay/CHANNEL/complaints`: WeChat Pay tells that somebody complained, or that a complaint moved. */
export async function POST(incoming: Request, { params }: Route): Promise<Response> {
  try {
    const { channel } = await params;
    requireMediaType(incoming, "application/json");
    const body = await readBytes(incoming, MAX_NOTICE_BYTES);
    const headers = Object.fromEntries(incoming.headers);
    const { search } = new URL(incoming.url);
    const answer = await receiveComplaint({
      ctx: { actor: { kind: "gateway", id: `gateway:${channel}`, name: channel }, clock: systemClock },
      input: {
        channel,
        kind: "wechatpay",
        request: { method: incoming.method, query: search.slice(1), headers, body },
        remoteAddress: clientAddress(incoming.headers),
      },
    });
    // A status that has no body, as 204, must not be given an empty one.
    return new Response(answer.body === "" ? null : answer.body, {
      status: answer.status,
      headers: { ...noStore, ...(answer.body === "" ? {} : { "Content-Type": answer.contentType }) },
    });
  } catch (error) {
    return problem(error, incoming);
  }
}

const refuse = methodNotAllowed("POST");

export { refuse as DELETE, refuse as GET, refuse as HEAD, refuse as PATCH, refuse as PUT };
