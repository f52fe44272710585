import { FakeHttp, type Heard, NOWHERE } from "../channels/testing.ts";
import { type RobotAddress, robotChannel } from "./channel.ts";
import { dingtalkSign, feishuSign } from "./sign.ts";

/** For tests: groups of chat programs, which check signatures as theirs do. */

export const ROBOT_SECRET = "SECs3cret";

abstract class FakeGroup extends FakeHttp {
  readonly numbered = false as const;
  protected abstract readonly kind: Parameters<typeof robotChannel>[0];
  get address(): RobotAddress {
    return { url: `${this.url}/hook?key=s3cret-key`, secret: ROBOT_SECRET };
  }
  channel = () => robotChannel(this.kind, this.address);
  channelToNowhere = () => robotChannel(this.kind, { url: `http://${NOWHERE}/hook?key=s3cret-key`, secret: null });
}

export class FakeFeishu extends FakeGroup {
  protected readonly kind = "feishu";
  protected answers: FakeHttp["answers"] = {
    well: [200, { code: 0, msg: "success", data: {} }],
    busy: [200, { code: 11_232, msg: "frequency limited" }],
    no: [200, { code: 19_021, msg: "sign match fail or timestamp is not within one hour from current time" }],
  };
  protected read({ body }: Heard) {
    const { timestamp, sign, content } = JSON.parse(body) as Record<string, string> & { content: { text: string } };
    const isOurs = sign === feishuSign(ROBOT_SECRET, Number(timestamp));
    return { to: isOurs ? "group" : "", text: content.text, id: "" };
  }
}

export class FakeDingtalk extends FakeGroup {
  protected readonly kind = "dingtalk";
  protected answers: FakeHttp["answers"] = {
    well: [200, { errcode: 0, errmsg: "ok" }],
    busy: [200, { errcode: 130_101, errmsg: "send too fast, exceed 20 times per minute" }],
    no: [200, { errcode: 310_000, errmsg: "sign not match" }],
  };
  protected read({ url, body }: Heard) {
    const query = new URL(url, this.url).searchParams;
    const isOurs = query.get("sign") === dingtalkSign(ROBOT_SECRET, Number(query.get("timestamp")));
    const { text } = JSON.parse(body) as { text: { content: string } };
    return { to: isOurs ? "group" : "", text: text.content, id: "" };
  }
}

export class FakeWecom extends FakeGroup {
  protected readonly kind = "wecom";
  protected answers: FakeHttp["answers"] = {
    well: [200, { errcode: 0, errmsg: "ok" }],
    busy: [200, { errcode: 45_009, errmsg: "api freq out of limit" }],
    no: [200, { errcode: 93_000, errmsg: "invalid webhook url" }],
  };
  protected read({ url, body }: Heard) {
    const isOurs = new URL(url, this.url).searchParams.get("key") === "s3cret-key";
    const { text } = JSON.parse(body) as { text: { content: string } };
    return { to: isOurs ? "group" : "", text: text.content, id: "" };
  }
}
