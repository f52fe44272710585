import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { overrideEnv } from "#server/core/env.ts";
import { decoded, FakeMail } from "./channels/testing.ts";
import { sendInvitation } from "./index.ts";

const server = new FakeMail();
beforeAll(() => server.open());
afterAll(() => server.close());
afterEach(() => overrideEnv());

const invitation = {
  id: "I1",
  email: "lin@example.com",
  role: "lead",
  invitedBy: "<b>周</b>",
  url: "https://pay.example/staff/invitation#abc",
};

test("an invitation goes out in both languages with its link; without mail nothing does", async () => {
  expect(await sendInvitation(invitation)).toBe(false);
  overrideEnv({ SMTP_URL: server.url, MAIL_FROM: "support@example.com" });
  expect(await sendInvitation(invitation)).toBe(true);
  const [mail] = server.mails;
  expect(mail?.to).toBe("lin@example.com");
  const text = decoded(mail?.raw ?? "");
  for (const part of ["以组长身份", "as lead", invitation.url, "&lt;b&gt;周"]) expect(text).toContain(part);
  server.behave("no");
  expect(await sendInvitation(invitation)).toBe(false);
});
