import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { overrideEnv } from "#server/core/env.ts";
import { FakeMail } from "./channels/testing.ts";
import { sendStaffMail } from "./staff-mail.ts";

const server = new FakeMail();
beforeAll(() => server.open());
afterAll(() => server.close());
afterEach(() => overrideEnv());

const mail = {
  ...{ id: "m1", to: "boss@shop.example", locale: "zh-CN" as const, subject: "到账: 每周", link: "https://x.example" },
  ...{ text: "承诺达成率: 97.0%", html: "<table><tr><td>97.0%</td></tr></table>" },
  files: [{ name: "服务承诺.csv", mediaType: "text/csv; charset=utf-8", bytes: Buffer.from("\uFEFF指标,数值\r\n") }],
};

test("a mail to the staff arrives with its words and its file", async () => {
  overrideEnv({ APP_URL: "https://support.example.com", SMTP_URL: server.url, MAIL_FROM: "support@example.com" });
  expect(await sendStaffMail(mail)).toMatchObject({ state: "sent" });
  const [arrived] = server.mails;
  expect(arrived?.to).toBe("boss@shop.example");
  expect(arrived?.raw).toContain("multipart/mixed");
  expect(arrived?.raw).toMatch(/Content-Type: text\/csv; charset=utf-8/i);
  expect(arrived?.raw).toMatch(/Content-Disposition: attachment/i);
  expect(arrived?.raw.replaceAll("\r\n", "")).toContain(mail.files[0]?.bytes.toString("base64") ?? "");
});

test("without a mail server it says that there is none", async () => {
  overrideEnv({ APP_URL: "https://support.example.com" });
  expect(await sendStaffMail(mail)).toBeNull();
});
