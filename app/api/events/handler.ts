import { type Ctx, systemContext } from "#server/core/context.ts";
import { DomainError, type FieldError, invalid } from "#server/core/errors.ts";
import {
  type Budget,
  clientAddress,
  consume,
  inspectJson,
  noStore,
  parseJson,
  problem,
  readBytes,
  requireMediaType,
} from "#server/http/index.ts";
import {
  judgeWebhookHeaders,
  MAX_EVENTS,
  type Receipt,
  type Rejection,
  receiveEvents,
  verifyWebhook,
  type WebhookVerdict,
} from "#server/orders/index.ts";

const SINGLE = "application/cloudevents+json";
const BATCH = "application/cloudevents-batch+json";
export const MAX_EVENTS_BYTES = 5 * 1024 * 1024;

/** Only signatures that are not good count: a flood of guesses must not keep the platform's own events out. */
const badSignatures: Budget = { name: "bad-signatures", points: 60, windowS: 60 };

const refusals: Record<Exclude<WebhookVerdict, "good">, DomainError> = {
  unsigned: new DomainError(401, "BAD_SIGNATURE", "Send webhook-id, webhook-timestamp and webhook-signature."),
  stale: new DomainError(401, "BAD_SIGNATURE", "webhook-timestamp is more than five minutes off."),
  bad: new DomainError(401, "BAD_SIGNATURE", "webhook-signature is not a signature of this body by a known secret."),
  unconfigured: new DomainError(503, "EVENTS_NOT_CONFIGURED", "PLATFORM_WEBHOOK_SECRET is not set."),
};

/**
 * `POST /api/events`: the platform's signed CloudEvents, one or a batch.
 * @returns 202 with what was accepted and what was not, once that is durable; otherwise a problem, with nothing stored
 */
export async function handleEvents(request: Request): Promise<Response> {
  try {
    const mediaType = requireMediaType(request, SINGLE, BATCH);
    await refuse(request, judgeWebhookHeaders(request.headers));
    const body = await readBytes(request, MAX_EVENTS_BYTES);
    await refuse(request, verifyWebhook(request.headers, body));
    const events = eventsOf(parseJson(body), mediaType);
    return Response.json(await receive(events), { status: 202, headers: noStore });
  } catch (error) {
    return problem(error, request);
  }
}

async function refuse(request: Request, verdict: WebhookVerdict | undefined): Promise<void> {
  if (verdict === undefined || verdict === "good") return;
  if (verdict !== "unconfigured") await consume(badSignatures, clientAddress(request.headers));
  throw refusals[verdict];
}

function eventsOf(body: unknown, mediaType: string): unknown[] {
  if (mediaType === SINGLE) {
    if (typeof body === "object" && body !== null && !Array.isArray(body)) return [body];
    throw invalid("VALIDATION_FAILED", `${SINGLE} is one JSON object.`, {
      errors: [{ path: "", message: "must be an object" }],
    });
  }
  if (!Array.isArray(body)) {
    throw invalid("VALIDATION_FAILED", `${BATCH} is a JSON array.`, {
      errors: [{ path: "", message: "must be an array" }],
    });
  }
  if (body.length <= MAX_EVENTS) return body;
  throw new DomainError(413, "TOO_MANY_EVENTS", `A batch has at most ${MAX_EVENTS} events.`, {
    details: { maxEvents: MAX_EVENTS },
  });
}

/** Hands over what a database can keep; one event that it cannot must not hold up the others of its batch. */
async function receive(events: readonly unknown[]): Promise<Receipt> {
  const unfit: Rejection[] = [];
  const fit: { index: number; event: unknown }[] = [];
  for (const [index, event] of events.entries()) {
    const fault = inspectJson(event);
    if (fault) unfit.push(rejection(index, event, fault));
    else fit.push({ index, event });
  }
  const receipt = await receiveEvents({ ctx: platform(), input: { events: fit.map(({ event }) => event) } });
  const rejected = receipt.rejected.map((one) => ({ ...one, index: fit[one.index]?.index ?? one.index }));
  return { ...receipt, rejected: [...rejected, ...unfit].sort((a, b) => a.index - b.index) };
}

function rejection(index: number, event: unknown, fault: FieldError): Rejection {
  const id = typeof event === "object" && event !== null && "id" in event ? event.id : null;
  const readable = typeof id === "string" && inspectJson(id) === undefined;
  return { index, id: readable ? id : null, code: "INVALID_EVENT", message: `${fault.path}: ${fault.message}` };
}

function platform(): Ctx {
  const { clock } = systemContext("events");
  return { actor: { kind: "platform", id: "platform", name: "platform" }, clock };
}
