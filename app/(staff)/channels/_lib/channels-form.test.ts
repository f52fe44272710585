import { describe, expect, test } from "vitest";
import { channelInputSchema } from "#server/channels/schemas.ts";
import { gatewayConfigSchemas, gatewayKinds, secretMembers } from "#server/gateways/schemas.ts";
import { beijingInstant } from "./beijing.ts";
import { configFields, isSecret, readForm, wrongOf } from "./fields.ts";

const form = (entries: Record<string, string | string[]>) => {
  const data = new FormData();
  for (const [name, value] of Object.entries(entries)) for (const one of [value].flat()) data.append(name, one);
  return data;
};
const basics = { label: " 聚合支付 ", methods: "alipay, wxpay、qqpay", priority: "5", policy: "assist", relayUrl: "" };

describe("the form of a channel", () => {
  test("has a field for every member of every kind, and hides exactly the secrets", () => {
    for (const kind of gatewayKinds) {
      const members = Object.keys(gatewayConfigSchemas[kind].shape).filter(
        (name) => name !== "signType" && name !== "platformKeys",
      );
      expect(configFields[kind].map(({ name }) => name as string).sort()).toEqual(members.sort());
      const secrets = configFields[kind].filter(isSecret).map(({ name }) => name as string);
      expect(secrets.sort()).toEqual([...secretMembers[kind]].sort());
    }
  });

  test("becomes what the verb takes: empty secrets are left out, empty relay means none", () => {
    const data = form({
      ...basics,
      enabled: "on",
      "config.pid": "1001",
      "config.apiUrl": "https://p.example",
      "config.key": " ",
    });
    const input = readForm(data, { kind: "epay", signType: "MD5", autoLimitFen: 1_250 });
    expect(input).toEqual({
      kind: "epay",
      label: "聚合支付",
      methods: ["alipay", "wxpay", "qqpay"],
      priority: 5,
      enabled: true,
      policy: "assist",
      autoLimitFen: 1_250,
      relayUrl: null,
      config: { pid: "1001", apiUrl: "https://p.example", signType: "MD5" },
    });
    expect(channelInputSchema.safeParse(input).success).toBe(true);
  });

  test("pairs WeChat Pay's keys with their serials and skips rows that are not filled in", () => {
    const data = form({ ...basics, platformKeyId: ["A", " ", "B"], platformKeyPem: ["pem-a", "x", "pem-b"] });
    const input = readForm(data, { kind: "wechatpay", signType: "MD5", autoLimitFen: 0 });
    expect(input.config).toEqual({ platformKeys: { A: "pem-a", B: "pem-b" } });
    expect(input.enabled).toBe(false);
  });

  test("tells by the place what is wrong", () => {
    expect(wrongOf("config.privateKey", "cannot be read as a key")).toBe("key");
    expect(wrongOf("config.platformKeys.A", "is not an RSA key")).toBe("key");
    expect(wrongOf("config.key", "is not set yet, so it cannot be left out")).toBe("required");
    expect(wrongOf("config.apiUrl", "127.0.0.1 is an address of a private network")).toBe("url");
    expect(wrongOf("relayUrl", "the address must not carry a user name")).toBe("url");
    expect(wrongOf("config.apiV3Key", "must be 32 bytes long")).toBe("apiV3Key");
    expect(wrongOf("priority", "Too big")).toBe("general");
  });
});

test("times are entered in Beijing time", () => {
  expect(beijingInstant("2026-12-01T08:00")).toBe("2026-12-01T00:00:00.000Z");
  expect(beijingInstant("2026-12-01T08:00:30")).toBe("2026-12-01T00:00:30.000Z");
  for (const none of ["", "tomorrow", "2026-13-41T99:00"]) expect(beijingInstant(none)).toBeUndefined();
});
