import fc from "fast-check";
import pino from "pino";
import { describe, expect, test } from "vitest";
import { logger } from "./logger.ts";
import { redact } from "./redact.ts";
import { redactText } from "./redact-text.ts";

const JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJlLWNhbmFyeQ";
const PEM = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIFcanary\n-----END PRIVATE KEY-----";
const texts: [what: string, text: string, secret: string][] = [
  ["an API key", "got dz_pZ0dTqkR7wYxN2m4vB8cL1sFhG6jK3a from", "pZ0dTqkR7wYxN2m4"],
  ["a signing secret", "signed by whsec_dGVzdC1zZWNyZXQ= twice", "dGVzdC1zZWNyZXQ"],
  ["a JWT", `hand-over ${JWT} refused`, "eyJzdWIi"],
  ["a private key", `cannot read ${PEM} here`, "FcanarY".toLowerCase()],
  ["a private key that is cut off", PEM.slice(0, 50), "MC4CAQAwBQYDK2Vw"],
  ["a bearer token", "authorization: Bearer abcdef0123456789", "abcdef0123456789"],
  ["a password in an address", "cannot reach smtp://mailer:hunter2!x@mail.example.com:465", "hunter2"],
  ["a link's secret", "GET /t/TK20261127-0001?k=Zx9canary0secret&x=1", "Zx9canary0secret"],
  ["a token in a query", "https://shop.example/hand-over?lang=zh&token=abc.def", "abc.def"],
  ["a notice link", "/go/AYxP9gZ7cXqQm3X1vT2gXw.c2lnbmF0dXJlY2FuYXJ5eA", "c2lnbmF0dXJlY2FuYXJ5eA"],
  ["a set-up link", "http://127.0.0.1:3000/staff/set-up#c2V0dXBjYW5hcnljYW5hcnk", "c2V0dXBjYW5hcnljYW5hcnk"],
  ["a setting with its value", "APP_SECRET: hunter2canary is too short", "hunter2canary"],
  ["an older one", "APP_SECRET_PREVIOUS = hunter2canary", "hunter2canary"],
  ["a session cookie", "cookie dz_staff.session_token=abc123canary; a=b", "abc123canary"],
  ["a document in a message", 'bad input {"email":"x","password":"hunter2 again"}', "hunter2"],
  ["a mobile number", "customer 13912345678 asked", "13912345678"],
  ["one in groups", "customer +86 139-1234-5678 asked", "1234-5678"],
  ["one in wide digits", "手机号１３９１２３４５６７８。", "１２３４５６７８"],
  ["a mailbox", "550 no such user <li.lei+x@mail.example.com>", "li.lei"],
  ["a mailbox in an address", "/notices?to=li.lei%40mail.example.com", "li.lei"],
  ["an identity number", "身份证11010519491231002X。", "19491231002"],
  ["a bank card", "card 6222 0212 3456 7890 128 declined", "7890"],
  [
    "values of a query",
    "Failed query: insert into x values ($1)\nparams: Canary Street 5,more\nsecond line",
    "Canary Street",
  ],
  ["a row that is there", "Key (name, email)=(Canary (Street), b) already exists.", "Canary"],
  ["a row that is wrong", "Failing row contains (1, Canary, (x), null).", "Canary"],
  ["a value of the wrong type", 'invalid input syntax for type integer: "canary street"', "canary street"],
  ["a document that is none", `Unexpected token 'c', "canary-secret" is not valid JSON`, "canary-secret"],
];

describe("text", () => {
  test.each(texts)("%s is taken out", (_what, text, secret) => {
    const left = redactText(text);
    expect(left).not.toContain(secret);
    expect(left).toMatch(/\[[a-z ]+\]/);
    expect(redactText(left)).toBe(left);
  });

  test("what helps stays", () => {
    for (const text of [
      "an order could not be looked at for news and will be again",
      "DZ20261127000123 TK20261127-0042 2026-11-27T16:20:31.123Z 0197b2f0-6c1e-7c3a-8d4e-1234567890ab",
      "connect ECONNREFUSED 127.0.0.1:5432",
      "at transact (db/client.ts:64:16)",
      "APP_SECRET: must be at least 32 characters",
      "UNIQUE constraint failed: user.email",
      "2026112722001412345678901234 took 1764260431123 ms",
      "4200002345202611271234567890",
    ])
      expect(redactText(text)).toBe(text);
  });

  test("a stack keeps its lines when values are left out of its message", () => {
    const left = redactText("Error: Failed query: x\nparams: Canary\n    at verb (server/a.ts:1:2)\n    at b");
    expect(left).toBe("Error: Failed query: x\nparams: [left out]\n    at verb (server/a.ts:1:2)\n    at b");
  });

  test("no text takes long", () => {
    fc.assert(fc.property(fc.string({ maxLength: 2_000 }), (text) => redactText(text).length >= 0));
    for (const unit of [
      "1",
      "a@",
      "a.",
      "eyJa.",
      "Key (a)=(",
      "-----BEGIN A-----",
      "://a:",
      "6222 ",
      "params: \n",
      "(",
      '"password":"',
    ])
      expect(redactText(unit.repeat(50_000)).length).toBeLessThan(200_000);
  });
});

const SECRET_NAMES = [
  ...["password", "newPassword", "secret", "clientSecret", "token", "accessToken", "authorization", "Authorization"],
  ...["cookie", "set-cookie", "apiKey", "api_key", "privateKey", "backup_codes", "totp", "key", "k", "webhookSecret"],
  ...["contact", "phone", "buyerPhone", "email", "idNumber", "id_number", "cardNumber", "payerAccount", "mobile"],
  ...["headers", "body", "params", "parameters"],
];

describe("data", () => {
  test.each(SECRET_NAMES)("%s is taken out at any depth", (name) => {
    const secret = "canary in plain words";
    const at = { [name]: secret };
    const all = [at, { a: at }, { a: [at] }, { a: { b: [{ c: [[at]] }] } }, [at], { [name]: { deep: [secret] } }];
    for (const value of [...all, new Map([[name, secret]])])
      expect(JSON.stringify(redact(value))).not.toContain("canary");
  });

  test("codes that are shown once are taken out, those of errors stay", () => {
    expect(redact({ code: "123456", backupCode: "aB3dE-fG7hJ", smsCode: 123456 })).toEqual({
      ...{ code: "[redacted]", backupCode: "[redacted]", smsCode: "[redacted]" },
    });
    const known = {
      code: "CHANNEL_SECRETS_UNREADABLE",
      status: 503,
      errcode: "23505",
      orderNo: "DZ1",
      errorCode: "400001",
      freeBytes: 15_000_000_000,
      key: "retention.days",
      tokenKnown: true,
    };
    expect(redact(known)).toEqual(known);
  });

  test("any text under any name at any depth: a number of somebody's is never there", () => {
    const phone = "13912345678";
    const leaf = fc.constantFrom<unknown>(phone, `call ${phone} now`, Number(phone), new Error(`no ${phone}`), 1, null);
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof({ maxDepth: 6 }, leaf, fc.array(tie("tree")), fc.dictionary(fc.string(), tie("tree"))),
    }));
    fc.assert(fc.property(tree, (value) => !JSON.stringify(redact(value) ?? null).includes(phone)));
  });

  test("errors: what they say, their stacks, causes, parts, and what drivers hang on them", () => {
    const cause = Object.assign(new Error("duplicate"), {
      detail: "Key (email)=(canary@x.example) already exists.",
      code: "23505",
    });
    const error = Object.assign(new Error("Failed query: q\nparams: canary-1", { cause }), {
      params: ["canary-2"],
      query: "q",
    });
    const parts = new AggregateError([error, new Error("Bearer canary-3")], "many for 13912345678");
    const text = JSON.stringify(redact({ err: parts }));
    expect(text).not.toMatch(/canary|13912345678/);
    for (const kept of ["23505", "AggregateError", "duplicate", "redact.test.ts"]) expect(text).toContain(kept);
  });

  test("what refers to itself, throws, or is huge ends", () => {
    const loop: Record<string, unknown> = { a: 1 };
    loop.loop = loop;
    const throwing = Object.defineProperty({}, "x", { enumerable: true, get: () => expect.fail("read") });
    expect(JSON.stringify(redact({ loop, throwing, big: 10n, bytes: Buffer.from("canary") }))).not.toContain("canary");
    expect(JSON.stringify(redact(Array.from({ length: 100_000 }, () => ({ a: 1 })))).length).toBeLessThan(5_000);
  });
});

describe("the log", () => {
  test("takes secrets out of messages, their parts, data and errors", () => {
    const lines: string[] = [];
    const stream = pino.symbols.streamSym;
    const heard = Object.create(logger, { [stream]: { value: { write: (line: string) => lines.push(line) } } });
    heard.level = "trace";
    heard.error(new Error("for 13912345678"));
    heard.error({ err: new Error("for 13912345678") });
    heard.warn({ err: new Error("x", { cause: new Error("for 13912345678") }), deep: [{ token: "canary" }] }, "y");
    heard.info("hello %s and %o", "a@b.example", { password: "canary" });
    expect(lines).toHaveLength(4);
    expect(lines.join("")).not.toMatch(/canary|13912345678|a@b/);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      err: { type: "Error", message: "for [phone]" },
      msg: "for [phone]",
    });
    expect(JSON.parse(lines[1] ?? "")).toMatchObject({ msg: "for [phone]" });
    const inUtc = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    for (const line of lines) expect(JSON.parse(line)).toMatchObject({ time: inUtc, level: expect.any(Number) });
  });
});
