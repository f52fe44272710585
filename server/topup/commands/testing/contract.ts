import { randomUUID } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** For tests: what Daozhang relies on when it commands a platform. Every receiver passes the same suite, over real HTTP. */

export type PlatformUnderTest = {
  /** What PLATFORM_URL would be. */
  url: string;
  secret: string;
  /** A new order that is paid at its gateway and not credited. */
  order(): Promise<{ orderNo: string; amountFen: number }>;
  /** A new order that the platform credited by itself. */
  creditedOrder(): Promise<{ orderNo: string; amountFen: number }>;
  /** What the platform credited of an order in all, in fen. */
  creditedFen(orderNo: string): Promise<number>;
  close(): Promise<void>;
};

type Kind = "credit" | "refund" | "release";
type Data = Record<string, unknown> & { commandId: string; orderNo: string; amountFen: number };
type Answer = { status: number; type: string; body: Record<string, unknown> };

export function platformContract(name: string, open: () => Promise<PlatformUnderTest>): void {
  describe(`${name} as a receiver of commands`, () => {
    let platform: PlatformUnderTest;
    beforeAll(async () => {
      platform = await open();
    });
    afterAll(async () => {
      await platform.close();
    });

    const send = (data: Data, over: Partial<Signed> = {}, kind: Kind = "credit") =>
      post(platform, data.commandId, eventOf(kind, data), over);

    test("credits an order and says so", async () => {
      const data = commandFor(await platform.order());
      const { status, type, body } = await send(data);
      expect({ status, state: body.state }).toEqual({ status: 200, state: "succeeded" });
      expect(type).toContain("application/json");
      expect(await platform.creditedFen(data.orderNo)).toBe(data.amountFen);
    });

    test("a duplicate: one credit, the same answer, sent or asked", async () => {
      const data = commandFor(await platform.order());
      const first = await send(data);
      for (const again of [await send(data), await ask(platform, data.commandId)]) {
        expect(plain(again)).toEqual(plain(first));
      }
      expect(await platform.creditedFen(data.orderNo)).toBe(data.amountFen);
    });

    test("20 of the same at once: one credit, one answer", async () => {
      const data = commandFor(await platform.order());
      const answers = await Promise.all(Array.from({ length: 20 }, () => send(data)));
      expect(new Set(answers.map((each) => JSON.stringify(plain(each)))).size).toBe(1);
      expect(await platform.creditedFen(data.orderNo)).toBe(data.amountFen);
    });

    test("another command for a credited order: refused, and nothing on top", async () => {
      const order = await platform.order();
      await send(commandFor(order));
      const second = commandFor(order);
      const refused = { status: 200, body: { state: "failed", code: "ALREADY_CREDITED" } };
      expect(await send(second)).toMatchObject(refused);
      expect(await ask(platform, second.commandId)).toMatchObject(refused);
      expect(await platform.creditedFen(order.orderNo)).toBe(order.amountFen);
    });

    test("20 different commands for one order at once: one credit", async () => {
      const order = await platform.order();
      const answers = await Promise.all(Array.from({ length: 20 }, () => send(commandFor(order))));
      expect(answers.filter(({ body }) => body.state === "succeeded")).toHaveLength(1);
      expect(await platform.creditedFen(order.orderNo)).toBe(order.amountFen);
    });

    test("an order that the platform credited by itself: refused", async () => {
      const order = await platform.creditedOrder();
      const before = await platform.creditedFen(order.orderNo);
      expect(await send(commandFor(order))).toMatchObject({ body: { state: "failed", code: "ALREADY_CREDITED" } });
      expect(await platform.creditedFen(order.orderNo)).toBe(before);
    });

    test("a refund: once, and no credit after it", async () => {
      const order = await platform.order();
      const data = commandFor(order, { target: `P${order.orderNo}` });
      expect(await send(data, {}, "refund")).toMatchObject({ body: { state: "succeeded" } });
      const second = await send({ ...data, commandId: randomUUID() }, {}, "refund");
      expect(second.body.state).toBe("failed");
    });

    test("a release: taken on or refused, the same answer again, and the order delivered once at most", async () => {
      const order = await platform.order();
      const body = releaseOf(order);
      const { commandId } = body;
      const first = await post(platform, commandId, eventOf("release", body));
      expect([200, 400, 422]).toContain(first.status);
      const again = await post(platform, commandId, eventOf("release", body));
      if (first.status === 200) expect(plain(again)).toEqual(plain(first));
      await send(commandFor(order));
      expect(await platform.creditedFen(order.orderNo)).toBe(order.amountFen);
    });

    test("a release of what was delivered: refused", async () => {
      const body = releaseOf(await platform.creditedOrder());
      const { status, body: said } = await post(platform, body.commandId, eventOf("release", body));
      if (status === 200) expect(said).toMatchObject({ state: "failed", code: "ALREADY_CREDITED" });
      else expect([400, 422]).toContain(status);
    });

    test("a question about what never came: 404, in JSON", async () => {
      const { status, type } = await ask(platform, randomUUID());
      expect(status).toBe(404);
      expect(type).toMatch(/json/);
    });

    const forgeries: [string, Partial<Signed>][] = [
      ["with another secret", { secret: "whsec_bm90LXRoZS1zZWNyZXQtb2YtdGhpcy1zaG9w" }],
      ["over another body", { signedBody: "{}" }],
      ["ten minutes ago", { at: new Date(Date.now() - 600_000) }],
      ["in ten minutes", { at: new Date(Date.now() + 600_000) }],
      ["not at all", { unsigned: true }],
    ];
    test.each(forgeries)("signed %s: 401, and nothing happens", async (_how, forged) => {
      const data = commandFor(await platform.order());
      expect((await send(data, forged)).status).toBe(401);
      expect((await ask(platform, data.commandId, forged)).status).toBe(401);
      expect((await ask(platform, data.commandId)).status).toBe(404);
      expect(await platform.creditedFen(data.orderNo)).toBe(0);
    });

    test("a command under another id than its own, and what is no command: refused, and nothing happens", async () => {
      const data = commandFor(await platform.order());
      const bodies = [eventOf("credit", data), "", "{", "[]", "null", eventOf("credit", { ...data, amountFen: 1.5 })];
      for (const body of bodies) {
        const { status } = await post(platform, randomUUID(), body);
        expect([400, 401, 422]).toContain(status);
      }
      expect(await platform.creditedFen(data.orderNo)).toBe(0);
    });

    test("a question with a command's signature, or about another command: refused", async () => {
      const data = commandFor(await platform.order());
      await send(data);
      const { status } = await ask(platform, data.commandId, { id: randomUUID() });
      expect([400, 401, 403]).toContain(status);
      expect((await ask(platform, data.commandId, { signedBody: eventOf("credit", data) })).status).toBe(401);
    });
  });
}

/** The answer without the encrypted key, which differs each time. */
const plain = ({ status, body: { delivery, ...body } }: Answer) => ({ status, body, hasKey: delivery !== undefined });

const commandFor = (order: { orderNo: string; amountFen: number }, over: Record<string, unknown> = {}): Data => ({
  ...{ commandId: randomUUID(), orderNo: order.orderNo, amountFen: order.amountFen },
  ...{ customerId: "C1", target: "C1", reason: "CB_MISSING", ...over },
});

const releaseOf = ({ orderNo }: { orderNo: string }) => ({
  ...{ commandId: randomUUID(), orderNo, customerId: "C1", reason: "RISK_PLATFORM_HOLD" },
});

const eventOf = (kind: Kind, data: Record<string, unknown> & Pick<Data, "commandId" | "orderNo">) =>
  JSON.stringify({
    specversion: "1.0",
    id: data.commandId,
    source: "https://support.example",
    type: kind === "release" ? "topup.risk.released" : `topup.${kind}.requested`,
    subject: data.orderNo,
    time: new Date().toISOString(),
    datacontenttype: "application/json",
    data,
  });

type Signed = { secret: string; at: Date; signedBody: string; unsigned: boolean; id: string };

function headersOf(
  platform: PlatformUnderTest,
  id: string,
  body: string,
  over: Partial<Signed>,
): Record<string, string> {
  if (over.unsigned) return {};
  const at = over.at ?? new Date();
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1_000)),
    "webhook-signature": new Webhook(over.secret ?? platform.secret).sign(id, at, over.signedBody ?? body),
  };
}

async function post(platform: PlatformUnderTest, id: string, body: string, over: Partial<Signed> = {}) {
  const headers = { "content-type": "application/cloudevents+json", ...headersOf(platform, id, body, over) };
  return read(await fetch(`${platform.url}/commands`, { method: "POST", headers, body }));
}

async function ask(platform: PlatformUnderTest, id: string, over: Partial<Signed> = {}) {
  return read(await fetch(`${platform.url}/commands/${id}`, { headers: headersOf(platform, over.id ?? id, "", over) }));
}

async function read(response: Response): Promise<Answer> {
  const type = response.headers.get("content-type") ?? "";
  return { status: response.status, type, body: (await response.json()) as Record<string, unknown> };
}
