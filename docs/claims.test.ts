import { globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

/** What `docs/security.md` says of all of the sources, looked for in them. */
const files = globSync(["{app,server,db,bin,public}/**/*.{ts,tsx,mjs,js}", "proxy.ts"])
  .filter((file) => !/\.test\.tsx?$|testing|\/corpus\/|^bin\/attack\//.test(file))
  .sort();
const sources = new Map(files.map((file) => [file, readFileSync(file, "utf8")]));
const within = (pattern: RegExp, folder = /^/) =>
  [...sources].filter(([file, text]) => folder.test(file) && pattern.test(text)).map(([file]) => file);
const ofProduct = /^(app|server|db)\//;

describe("code and text", () => {
  test("nothing is evaluated, and raw HTML is set in one place", () => {
    expect(sources.size).toBeGreaterThan(500);
    expect(within(/\beval\(|new Function\(|from "node:vm"/)).toEqual([]);
    expect(within(/dangerouslySetInnerHTML|\.(inner|outer)HTML\s*=|insertAdjacentHTML|document\.write/)).toEqual([
      "app/(customer)/d/[id]/waiting.tsx",
    ]);
  });

  test("expressions are made of constants, whatever is looked for with them", () => {
    expect(within(/new RegExp\(|\bRegExp\(/).filter((file) => !file.startsWith("server/reading/"))).toEqual([
      "server/bills/multipart.ts",
      "server/core/mask.ts",
      "server/core/redact-text.ts",
    ]);
    // What is put into one there is named where it stands.
    expect(within(/parameter\(disposition, (?!"(?:file)?name"\))/)).toEqual([]);
  });

  test("the product starts one kind of process, without a shell", () => {
    expect(within(/from "node:child_process"/, ofProduct)).toEqual(["server/reading/picture/reader.ts"]);
    expect(within(/shell: true|\bexecSync\(/, ofProduct)).toEqual([]);
  });

  test("no parser of XML, no directory, no template engine, no other memory is among what is used", () => {
    const { dependencies } = JSON.parse(readFileSync("package.json", "utf8")) as { dependencies: object };
    const named = Object.keys(dependencies).filter((name) =>
      /xml|ldap|ejs|handlebars|mustache|pug|liquid|nunjucks|memcache|redis|graphql|saml|webrtc|^ws$|socket/.test(name),
    );
    expect(named).toEqual([]);
  });

  test("what stands in SQL as it is comes from vocabularies and numbers of our own", () => {
    expect(within(/sql\.raw\(|sql\.unsafe\(/, /^(app|server|bin)\//)).toEqual([
      "server/metrics/checklist/queries.ts",
      "server/tickets/drilldown.ts",
      "server/tickets/open-tickets.ts",
    ]);
  });

  test("types are strict", () => {
    expect(readFileSync("tsconfig.json", "utf8")).toMatch(/"strict": true/);
    expect(within(/@ts-ignore|@ts-nocheck/)).toEqual([]);
  });
});

describe("cryptography", () => {
  test("SHA-256 and AES-256-GCM, and where gateways prescribe otherwise", () => {
    expect(within(/create(Hash|Hmac)\("(?!sha256")/)).toEqual([
      "server/gateways/bill/download.ts",
      "server/gateways/epay-sign.ts",
    ]);
    expect(within(/create(De|C)ipheriv\("(?!aes-256-gcm")/i)).toEqual([]);
    expect(within(/oaepHash: "sha1"/)).toEqual(["server/gateways/wechatpay-complaints.ts"]);
  });

  test("certificates are checked everywhere", () => {
    expect(within(/rejectUnauthorized|NODE_TLS_REJECT_UNAUTHORIZED/)).toEqual([]);
  });

  test("what must not be guessed does not come from Math.random, which spreads waits alone", () => {
    expect(within(/Math\.random/, ofProduct)).toEqual([
      "db/postgres.ts",
      "server/diagnosis/wait-log.ts",
      "server/diagnosis/waits.ts",
      "server/notifications/send.ts",
      "server/notifications/staff/send.ts",
      "server/payments/relay/send.ts",
      "server/topup/commands/record.ts",
      "server/witness/push.ts",
    ]);
  });
});

describe("browsers", () => {
  test("fields for passwords are masked, named for password managers, and take what is pasted", () => {
    const asking = within(/type="password"/, /^app\//);
    expect(asking.length).toBeGreaterThan(5);
    for (const file of asking) {
      const fields = sources.get(file)?.match(/<Input\b[^>]*type="password"[^>]*/g) ?? [];
      expect(fields.length, file).toBeGreaterThan(0);
      for (const field of fields) expect(field, file).toMatch(/autoComplete=/);
    }
    expect(within(/onPaste/, /^app\/\(staff\)\/staff\//)).toEqual([]);
  });

  test("drafts alone are kept in a browser", () => {
    expect(within(/\b(local|session)Storage\b|indexedDB/, /^app\//)).toEqual([
      "app/(customer)/_lib/draft.ts",
      "app/(staff)/desk/_lib/use-draft.ts",
    ]);
  });

  test("whoever hears messages of other windows looks whose they are", () => {
    const hearing = within(/addEventListener\("message"/, /^(app|public)\//);
    expect(hearing).toEqual(["app/(embed)/embed/_parts/frame-talk.tsx", "public/embed.js"]);
    for (const file of hearing) expect(sources.get(file), file).toMatch(/event\.origin !==/);
  });
});
