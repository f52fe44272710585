import { connect } from "node:net";
import { type Check, walkPages } from "./pages.ts";

/** What a probe was answered. */
export type Answered = { status: number; headers: Headers; text: string };
/** Something that was found: what was asked, and what is wrong with the answer. */
export type Finding = { probe: string; what: string };

/** Files and places that a scanner looks for. None of them is here: each answers 404, or leads to signing in. */
const PATHS =
  `.git/HEAD .git/config .svn/entries .hg/store .env .env.local .env.production .npmrc .DS_Store .htaccess .htpasswd
 .aws/credentials .ssh/id_rsa .vscode/settings.json .idea/workspace.xml backup.sql backup.zip backup.tar.gz dump.sql db.sqlite
 daozhang.db data/daozhang.db data/daozhang.db-wal database.sql www.zip site.tar.gz old/ test/ tests/ tmp/ temp/ log/ logs/ log.txt
 error.log access.log debug.log npm-debug.log package.json package-lock.json tsconfig.json next.config.mjs vitest.config.ts
 AGENTS.md README.md Dockerfile docker-compose.yml Makefile server/core/env.ts db/schema/index.ts node_modules/next/package.json
 .next/BUILD_ID .next/server/app-paths-manifest.json _next/../package.json _next/static/../../package.json _next/image?url=file:///etc/passwd
 _next/image?url=http://169.254.169.254/latest/meta-data&w=64&q=75 _next/data/build/index.json admin administrator admin.php
 admin/login phpmyadmin pma mysql adminer.php wp-login.php wp-admin/ wp-content/ xmlrpc.php joomla drupal cgi-bin/ cgi-bin/test.cgi
 server-status server-info status.php info.php phpinfo.php actuator actuator/env actuator/health metrics prometheus debug debug/pprof
 console solr jmx-console manager/html invoker/JMXInvokerServlet web.config WEB-INF/web.xml crossdomain.xml clientaccesspolicy.xml
 trace.axd elmah.axd graphql graphiql playground swagger swagger.json swagger-ui.html v2/api-docs api api/ api/v2 api/internal
 api/debug api/admin api/users api/config api/env api/trpc api/trpc/panel api/auth/sign-up/email api/auth/list-sessions
 api/auth/admin/list-users api/auth/update-user api/auth/delete-user api/auth/forget-password api/auth/reset-password
 api/auth/change-password api/auth/token api/auth/jwks ..%2f..%2fetc%2fpasswd ..%5c..%5cwindows%5cwin.ini %2e%2e/%2e%2e/etc/passwd
 ....//....//etc/passwd api/attachments/..%2f..%2fpackage.json api/uploads/..%2f..%2f.env?diagnosis=x %00 a%00.png %c0%ae%c0%ae/etc/passwd
 %ff%fe shell.php cmd.php c99.php upload.php uploads/ files/ file storage/ data/ private/ secret secrets keys id_rsa server.key`
    .split(/\s+/)
    .filter((path) => path !== "");

const leak =
  /root:.*:0:0|"dependencies"|APP_SECRET|DATABASE_URL|SQLITE_|\bat \S+ \(.*\.(js|ts):\d+|node_modules\/|-----BEGIN|SELECT .* FROM/;

async function ask(url: string, init: RequestInit = {}): Promise<Answered> {
  const answer = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(20_000), ...init });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

/** What every answer must have, whatever was asked. */
function passive(probe: string, { status, headers, text }: Answered): Finding[] {
  const found: Finding[] = [];
  const tell = (what: string) => found.push({ probe, what });
  // What the parser refuses is answered by it, with nothing in the answer.
  if (status === 400 && text === "") return found;
  if (status >= 500 && status !== 503) tell(`answers ${status}`);
  if (leak.test(text)) tell(`tells of its inside: ${leak.exec(text)?.[0].slice(0, 80)}`);
  if (headers.get("x-content-type-options") !== "nosniff") tell("no nosniff");
  if (!/frame-ancestors/.test(headers.get("content-security-policy") ?? "")) tell("no frame-ancestors");
  if (/unsafe-(inline|eval)/.test(headers.get("content-security-policy") ?? "")) tell("an unsafe policy");
  if (!headers.has("referrer-policy")) tell("no referrer policy");
  if (headers.has("x-powered-by") || /\d/.test(headers.get("server") ?? "")) tell("tells what serves it");
  for (const cookie of headers.getSetCookie()) {
    if (!/samesite=(lax|strict)/i.test(cookie)) tell(`a cookie without SameSite: ${cookie.split("=")[0]}`);
    if (!/httponly/i.test(cookie) && !/dz_(locale|theme)/.test(cookie))
      tell(`a cookie for scripts: ${cookie.split("=")[0]}`);
  }
  if (/text\/html/.test(headers.get("content-type") ?? "")) {
    if (/<[^>]+\son\w+=/i.test(text)) tell("HTML with a handler in it");
    if (/<[^>]+\sstyle=/i.test(text)) tell("HTML with a style in it");
    if (/sourceMappingURL/.test(text)) tell("points at its sources");
  }
  return found;
}

/** Sends bytes as they are. @returns the status line, or what happened instead */
function raw(url: URL, request: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(url.port), url.hostname, () => socket.write(request));
    let heard = "";
    const done = () => {
      socket.destroy();
      resolve(heard);
    };
    socket.on("data", (data) => {
      heard += data.toString("latin1");
    });
    socket.on("error", done).on("close", done).setTimeout(3_000, done);
  });
}

const HOSTILE_REQUESTS: readonly (readonly [name: string, request: string, bad: RegExp])[] = [
  ["TRACE", "TRACE / HTTP/1.1\r\nHost: h\r\nX-Secret: s3\r\n\r\n", /X-Secret: s3|HTTP\/1\.1 200/],
  ["two lengths", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef", /HTTP\/1\.1 2/],
  [
    "length and chunks",
    "POST /api/events HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
    /smuggled|HTTP\/1\.1 200[\s\S]*HTTP\/1\.1/,
  ],
  ["chunked in disguise", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", /HTTP\/1\.1 2/],
  ["a folded header", "GET / HTTP/1.1\r\nHost: h\r\nX-A: b\r\n c: d\r\n\r\n", /HTTP\/1\.1 5/],
  ["no host", "GET / HTTP/1.1\r\n\r\n", /HTTP\/1\.1 [25]/],
  ["a header of 100 kB", `GET / HTTP/1.1\r\nHost: h\r\nX-A: ${"a".repeat(100_000)}\r\n\r\n`, /HTTP\/1\.1 [25]/],
  ["an absolute address", "GET http://evil.example/api/health HTTP/1.1\r\nHost: evil.example\r\n\r\n", /evil\.example/],
];

/** Runs every probe against an instance. @returns what was found, and how many probes there were */
export async function probe(base: string): Promise<{ findings: Finding[]; probes: number }> {
  const findings: Finding[] = [];
  let probes = 0;
  const check = async (name: string, path: string, bad: (answer: Answered) => string | false, init?: RequestInit) => {
    probes++;
    const answer = await ask(`${base}${path}`, init).catch((error: Error) => error);
    if (answer instanceof Error) return findings.push({ probe: name, what: `no answer: ${answer.message}` });
    const what = bad(answer);
    if (what) findings.push({ probe: name, what });
    findings.push(...passive(name, answer));
  };
  for (const path of PATHS) await check(path, `/${path}`, ({ status }) => status < 300 && `answers ${status}`);
  for (const path of [
    "/",
    "/before",
    "/status",
    "/docs",
    "/embed",
    "/staff/sign-in",
    "/inbox",
    "/api/health",
    "/api/openapi.json",
  ])
    await check(path, path, () => false);
  for (const method of ["PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND", "DEBUG"])
    await check(
      `${method} /`,
      "/",
      ({ status, headers }) => (status < 300 && headers.has("allow") ? false : status < 300 && `answers ${status}`),
      { method },
    );
  await walkPages(check);
  await overrides(check);
  for (const [name, request, bad] of HOSTILE_REQUESTS) {
    probes++;
    const heard = await raw(new URL(base), request);
    if (bad.test(heard)) findings.push({ probe: name, what: heard.split("\r\n")[0] ?? "" });
  }
  return { findings, probes };
}

/** Open redirects, foreign origins and hosts, method overrides, header injection, and JSON that is meant to confuse. */
async function overrides(check: Check): Promise<void> {
  const away = ({ headers }: Answered) =>
    /^(https?:)?\/\/(?!127\.0\.0\.1)/.test(headers.get("location") ?? "") && "leads away";
  for (const target of [
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "/%5cevil.example",
    "javascript:alert(1)",
  ]) {
    const sent = encodeURIComponent(target);
    await check(`back to ${target}`, `/locale?to=en&back=${sent}`, away, { headers: { referer: target } });
    await check(`theme, back to ${target}`, `/theme?to=dark&back=${sent}`, away);
    await check(
      `sign-in, next ${target}`,
      `/staff/sign-in?next=${sent}`,
      ({ text }) => text.includes(`href="${target}"`) && "links away",
    );
  }
  const echoed =
    (value: string) =>
    ({ headers, text }: Answered) =>
      (text.includes(value) || [...headers.values()].some((one) => one.includes(value))) && `repeats ${value}`;
  await check("a foreign host", "/", echoed("evil.example"), { headers: { "x-forwarded-host": "evil.example" } });
  await check(
    "a foreign origin",
    "/api/v1/causes",
    ({ headers }) => headers.get("access-control-allow-origin") !== null && "shares with it",
    {
      headers: { origin: "https://evil.example" },
    },
  );
  await check("an overridden method", "/api/v1/causes", ({ status }) => status !== 200 && `answers ${status}`, {
    headers: { "x-http-method-override": "DELETE", "x-middleware-subrequest": "proxy:proxy:proxy:proxy:proxy" },
  });
  await check("the middleware passed by", "/desk", ({ status }) => status === 200 && "opens the desk", {
    headers: { "x-middleware-subrequest": "middleware:middleware:middleware:middleware:middleware" },
  });
  await check(
    "a line break in an address",
    "/locale?to=en%0d%0aSet-Cookie:%20x=1&back=/%0d%0ax:y",
    ({ headers }) => headers.getSetCookie().some((one) => one.startsWith("x=")) && "splits its answer",
  );
  await check(
    "a script in an address",
    "/?failed=<script>alert(1)</script>&text=<img%20src=x%20onerror=alert(1)>",
    ({ text }) => /<script>alert|<img src=x/.test(text) && "repeats a script",
  );
  const json = (body: string) => ({ method: "POST", headers: { "content-type": "application/json" }, body });
  const quiet = ({ status }: Answered) => (status < 400 || status >= 500) && `answers ${status}`;
  await check(
    "a prototype in JSON",
    "/api/auth/sign-in/email",
    quiet,
    json('{"__proto__":{"admin":true},"email":"a","password":"b"}'),
  );
  await check("JSON 100,000 deep", "/api/events", quiet, json("[".repeat(100_000)));
  await check(
    "operators in JSON",
    "/api/auth/sign-in/email",
    quiet,
    json('{"email":{"$gt":""},"password":{"$gt":""}}'),
  );
  await check("XML", "/api/gateways/wechatpay/x/notify", quiet, {
    method: "POST",
    headers: { "content-type": "text/xml" },
    body: '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
  });
}
