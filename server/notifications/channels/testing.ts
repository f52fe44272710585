import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import type { FakeSide } from "./contract.ts";
import { mailChannel } from "./mail.ts";
import { smsAliyun } from "./sms-aliyun.ts";
import { smsWebhook } from "./sms-webhook.ts";

/** For tests: the other sides of our channels. */

type How = Parameters<FakeSide["behave"]>[0];
function portOf(server: { address(): unknown } | undefined): number {
  if (!server) throw new Error("it was not opened");
  return (server.address() as AddressInfo).port;
}
/** Nobody listens on the port that discards what it is sent. */
export const NOWHERE = "127.0.0.1:9";

/** A mail server. `mails` are as they arrived, headers and all. */
export class FakeMail implements FakeSide {
  readonly mails: { to: string; raw: string }[] = [];
  /** Whatever came, in words: also what the line broke after, before anybody was told that it had come. */
  readonly came: { to: string; id: string; text: string }[] = [];
  /** Called while something comes, before it is answered. */
  meanwhile: () => Promise<unknown> = async () => {};
  private how: How = "well";
  private server: SMTPServer | undefined;

  async open(): Promise<void> {
    this.server = new SMTPServer({
      authOptional: true,
      disabledCommands: ["STARTTLS", "AUTH"],
      logger: false,
      onRcptTo: ({ address }, _session, done) => {
        if (this.how === "no")
          return done(Object.assign(new Error(`no such mailbox: ${address}`), { responseCode: 550 }));
        if (this.how === "busy") return done(Object.assign(new Error("try later"), { responseCode: 451 }));
        done();
      },
      onData: (stream, session, done) => {
        const parts: Buffer[] = [];
        stream.on("data", (part: Buffer) => parts.push(part));
        stream.on("end", async () => {
          const raw = Buffer.concat(parts).toString("utf8");
          const to = session.envelope.rcptTo[0]?.address ?? "";
          this.came.push({ to, id: numberIn(raw), text: decoded(raw) });
          await this.meanwhile();
          if (this.how === "cut") return this.cut();
          this.mails.push({ to, raw });
          done(null, "queued as 4711");
        });
      },
    });
    this.server.on("error", () => undefined);
    await new Promise<void>((resolve) => this.server?.listen(0, "127.0.0.1", resolve));
  }

  private cut(): void {
    const { connections } = this.server as unknown as { connections: Set<{ _socket: { destroy(): void } }> };
    for (const connection of connections) connection._socket.destroy();
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.server?.close(resolve));
  }

  get url(): string {
    return `smtp://127.0.0.1:${portOf(this.server?.server)}`;
  }

  channel = () => mailChannel({ url: this.url, from: "到账 <support@example.com>" });
  channelToNowhere = () => mailChannel({ url: `smtp://${NOWHERE}`, from: "support@example.com" });
  behave(how: How): void {
    this.how = how;
    this.mails.length = 0;
  }
  taken() {
    return this.mails.map(({ to, raw }) => ({ to, text: decoded(raw), id: numberIn(raw) }));
  }
}

const numberIn = (raw: string): string => /^message-id: <([^@>]+)@/im.exec(raw)?.[1] ?? "";

/** Every part of a mail in plain words, whatever it was wrapped in. */
export function decoded(raw: string): string {
  return raw
    .split(/^----_NmP.*$/m)
    .map((part) => {
      const body = part.slice(part.search(/\r?\n\r?\n/));
      if (/^content-transfer-encoding: base64/im.test(part)) return Buffer.from(body, "base64").toString("utf8");
      if (!/^content-transfer-encoding: quoted-printable/im.test(part)) return body;
      const bytes = body
        .replace(/=\r?\n/g, "")
        .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
      return Buffer.from(bytes, "latin1").toString("utf8");
    })
    .join("\n");
}

export type Heard = { headers: IncomingMessage["headers"]; url: string; body: string };

export abstract class FakeHttp implements FakeSide {
  readonly heard: Heard[] = [];
  /** As with {@link FakeMail}. */
  readonly came: { to: string; id: string; text: string }[] = [];
  meanwhile: () => Promise<unknown> = async () => {};
  protected how: How = "well";
  private server: Server | undefined;

  protected abstract answers: Record<Exclude<How, "cut">, [number, object]>;
  protected abstract read(heard: Heard): { to: string; text: string; id: string };
  abstract channel(): ReturnType<FakeSide["channel"]>;
  abstract channelToNowhere(): ReturnType<FakeSide["channel"]>;

  async open(): Promise<void> {
    this.server = createServer(async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const { headers, url = "" } = request;
      const heard = { headers, url, body: Buffer.concat(parts).toString("utf8") };
      if (this.how === "well" || this.how === "cut") this.came.push(this.read(heard));
      await this.meanwhile();
      if (this.how === "cut") return void response.destroy();
      if (this.how === "well") this.heard.push(heard);
      const [status, body] = this.answers[this.how];
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => this.server?.listen(0, "127.0.0.1", resolve));
  }
  async close(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }
  get url(): string {
    return `http://127.0.0.1:${portOf(this.server)}`;
  }
  behave(how: How): void {
    this.how = how;
    this.heard.length = 0;
  }
  taken() {
    return this.heard.map((heard) => this.read(heard));
  }
}

export const SMS_SECRET = "whsec_dGVzdC1zZWNyZXQtb2YtdGhlLXNtcy1yZWNlaXZlcg==";

export class FakeWebhook extends FakeHttp {
  protected answers: FakeHttp["answers"] = {
    well: [200, { reference: "W-1" }],
    busy: [503, {}],
    no: [422, { code: "BAD_NUMBER" }],
  };
  channel = () => smsWebhook({ url: `${this.url}/sms`, secret: SMS_SECRET });
  channelToNowhere = () => smsWebhook({ url: `http://${NOWHERE}/sms`, secret: SMS_SECRET });
  protected read({ body, headers }: Heard) {
    const { to, text } = JSON.parse(body) as { to: string; text: string };
    return { to, text, id: String(headers["webhook-id"]) };
  }
}

export const ALIYUN = { accessKeyId: "LTAI-test", accessKeySecret: "s3cret", signName: "到账", templateCode: "SMS_1" };

export class FakeAliyun extends FakeHttp {
  protected answers: FakeHttp["answers"] = {
    well: [200, { Code: "OK", Message: "OK", BizId: "9006190^0", RequestId: "R" }],
    busy: [200, { Code: "isv.BUSINESS_LIMIT_CONTROL", Message: "触发号码天级流控" }],
    no: [200, { Code: "isv.MOBILE_NUMBER_ILLEGAL", Message: "号码不正确" }],
  };
  channel = () => smsAliyun({ ...ALIYUN, url: this.url });
  channelToNowhere = () => smsAliyun({ ...ALIYUN, url: `http://${NOWHERE}` });
  protected read({ url }: Heard) {
    const query = new URL(url, this.url).searchParams;
    const { news } = JSON.parse(query.get("TemplateParam") ?? "{}") as { news: string };
    return { to: query.get("PhoneNumbers") ?? "", text: news, id: query.get("OutId") ?? "" };
  }
}
