import { z } from "zod";

/**
 * Every setting of the product, in one place. Nothing else reads `process.env` (only `db/columns.ts` does, because
 * the table definitions must know the dialect before anything is parsed). `.env.example` documents the same names.
 */
const onOff = z.enum(["on", "off"], { error: "must be on or off" }).transform((v) => v === "on");
const whole = (min: number, max: number) => {
  const error = `must be a whole number from ${min} to ${max}`;
  return z.coerce.number({ error }).int({ error }).min(min, { error }).max(max, { error });
};

/** Origins stand in a header as they are: nothing that means something there may be in one. */
const isOrigin = (text: string): boolean =>
  /^https?:\/\/[a-z0-9.-]+(:\d+)?$/.test(text) && URL.canParse(text) && new URL(text).origin === text;

/** Whom a provider's word is taken from: by https, or on this very machine. */
function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, search, hash } = new URL(text);
  const here = protocol === "http:" && ["127.0.0.1", "localhost", "[::1]"].includes(hostname);
  return (protocol === "https:" || here) && search === "" && hash === "";
}
const oidcNames = ["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_NAME"] as const;

const shape = z.object({
  NODE_ENV: z.enum(["development", "test", "production"]).default("development"),
  PORT: whole(1, 65_535).default(3000),
  HOST: z.string().min(1).default("127.0.0.1"),
  MAX_CONNECTIONS: whole(10, 1_000_000).default(10_000),
  DATABASE_URL: z
    .string()
    .regex(/^(file:.+|postgres(ql)?:\/\/.+)$/, "must start with file: or postgres://")
    .default("file:./data/daozhang.db"),
  STORAGE_URL: z
    .string()
    .regex(/^file:.+$/, "must start with file:")
    .default("file:./data/files"),
  APP_URL: z.url({ protocol: /^https?$/, error: "must be an http:// or https:// address" }).optional(),
  APP_SECRET: z.string().refine((v) => Buffer.byteLength(v) >= 32, "must be at least 32 bytes long"),
  APP_SECRET_PREVIOUS: z
    .string()
    .transform((text) => text.trim().split(/\s+/))
    .refine(
      (list) => list.length <= 5 && list.every((secret) => Buffer.byteLength(secret) >= 32),
      "must be up to 5 secrets of at least 32 bytes, separated by spaces",
    )
    .default([]),
  PLATFORM_WEBHOOK_SECRET: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/=]+( whsec_[A-Za-z0-9+/=]+)*$/, "must be whsec_… secrets, separated by spaces")
    .optional(),
  PLATFORM_URL: z.url({ protocol: /^https?$/, error: "must be an http:// or https:// address" }).optional(),
  PLATFORM_COMMAND_SECRET: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/=]+$/, "must be one whsec_… secret")
    .optional(),
  PLATFORM_HANDOVER_SECRET: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/=]+( whsec_[A-Za-z0-9+/=]+)*$/, "must be whsec_… secrets, separated by spaces")
    .optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: "must be an smtp:// or smtps:// address" }).optional(),
  MAIL_FROM: z
    .string()
    .regex(/^([^<>\r\n]{1,100} )?<?[^\s<>@]+@[^\s<>@]+>?$/, "must be name@host or Name <name@host>")
    .optional(),
  SMS_ADAPTER: z.enum(["off", "webhook", "aliyun"], { error: "must be off, webhook or aliyun" }).default("off"),
  SMS_URL: z.url({ protocol: /^https?$/, error: "must be an http:// or https:// address" }).optional(),
  SMS_SECRET: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/=]+$/, "must be one whsec_… secret")
    .optional(),
  ALIYUN_SMS_URL: z
    .url({ protocol: /^https?$/, error: "must be an http:// or https:// address" })
    .default("https://dysmsapi.aliyuncs.com"),
  ALIYUN_SMS_ACCESS_KEY_ID: z.string().min(1).optional(),
  ALIYUN_SMS_ACCESS_KEY_SECRET: z.string().min(1).optional(),
  ALIYUN_SMS_SIGN_NAME: z.string().min(1).optional(),
  ALIYUN_SMS_TEMPLATE_CODE: z
    .string()
    .regex(/^SMS_\d+$/, "must be the code of a template, SMS_…")
    .optional(),
  OIDC_ISSUER: z.string().refine(isIssuer, "must be an https:// address without query").optional(),
  OIDC_CLIENT_ID: z.string().min(1).optional(),
  OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  /** What the button says. */
  OIDC_NAME: z.string().trim().min(1).max(40, "must be 40 characters at most").optional(),
  OIDC_TRUST_MFA: onOff.default(false),
  MAX_STREAMS_PER_ADDRESS: z.coerce.number().int().min(1).max(2_000).default(60),
  ALLOW_PRIVATE_URLS: onOff.default(false),
  EVIDENCE_CHECKPOINT_URL: z.url({ protocol: /^https?$/, error: "must be an http:// or https:// address" }).optional(),
  EVIDENCE_CHECKPOINT_SECRET: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/=]+$/, "must be one whsec_… secret")
    .optional(),
  EVIDENCE_CHECKPOINT_FILE: z.string().min(1).optional(),
  /** Sites that may show our panel in a frame; none by default. */
  EMBED_ORIGINS: z
    .string()
    .transform((text) => text.trim().split(/\s+/))
    .refine(
      (list) => list.length <= 20 && list.every(isOrigin),
      "must be up to 20 origins (https://shop.example.com), separated by spaces",
    )
    .optional(),
  JOBS: onOff.default(true),
  OCR: onOff.default(true),
  DEMO: onOff.default(false),
  STAFF_SECOND_FACTOR: z
    .enum(["required", "when-enrolled"], { error: "must be required or when-enrolled" })
    .default("required"),
  SANDBOX_URL: z.url({ protocol: /^http$/, error: "must be an http:// address" }).optional(),
  TRUSTED_PROXY_HOPS: whole(0, 5).default(0),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "silent"]).default("info"),
});

/** What the way chosen to send something needs besides. */
const needs = (chosen: boolean, ...names: (keyof z.output<typeof shape>)[]) => (chosen ? names : []);
const schema = shape.superRefine((settings, context) => {
  const { SMTP_URL, SMS_ADAPTER } = settings;
  const wanted = [
    ...needs(SMTP_URL !== undefined, "MAIL_FROM"),
    ...needs(SMS_ADAPTER === "webhook", "SMS_URL", "SMS_SECRET"),
    ...needs(settings.EVIDENCE_CHECKPOINT_URL !== undefined, "EVIDENCE_CHECKPOINT_SECRET"),
    ...needs(settings.OIDC_TRUST_MFA || oidcNames.some((name) => settings[name] !== undefined), ...oidcNames),
    ...needs(SMS_ADAPTER === "aliyun", "ALIYUN_SMS_ACCESS_KEY_ID", "ALIYUN_SMS_ACCESS_KEY_SECRET"),
    ...needs(SMS_ADAPTER === "aliyun", "ALIYUN_SMS_SIGN_NAME", "ALIYUN_SMS_TEMPLATE_CODE"),
  ];
  for (const name of wanted) {
    if (settings[name] === undefined) context.addIssue({ code: "custom", path: [name], message: "is required" });
  }
  // The demo's accounts stand on the screen with their passwords: a second factor that nobody chose would guard nothing there.
  if (settings.STAFF_SECOND_FACTOR !== "required" && !settings.DEMO) {
    context.addIssue({
      code: "custom",
      path: ["STAFF_SECOND_FACTOR"],
      message: "must be required outside the demo (DEMO=on)",
    });
  }
});

type Parsed = z.output<typeof schema>;
export type Env = Omit<Parsed, "APP_URL" | "EMBED_ORIGINS"> & { APP_URL: string; EMBED_ORIGINS: readonly string[] };

/** Thrown when a setting is missing or malformed; `lines` has one sentence per variable. */
export class BadEnvironment extends Error {
  readonly lines: readonly string[];
  constructor(lines: readonly string[]) {
    super(`The environment is not usable:\n${lines.map((line) => `  ${line}`).join("\n")}`);
    this.name = "BadEnvironment";
    this.lines = lines;
  }
}

/**
 * Parses a raw environment.
 * @param raw the variables, as text
 * @returns the settings, defaults filled in
 * @throws BadEnvironment with one line per bad variable
 */
export function parseEnv(raw: Record<string, string | undefined>): Env {
  const present = Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== undefined && value !== ""));
  const result = schema.safeParse(present);
  if (!result.success) {
    throw new BadEnvironment(
      result.error.issues.map((issue) => {
        const name = issue.path.join(".");
        return present[name] === undefined ? `${name} is required and not set` : `${name} ${issue.message}`;
      }),
    );
  }
  const { APP_URL: given, EMBED_ORIGINS, ...rest } = result.data;
  const APP_URL = (given ?? `http://${rest.HOST}:${rest.PORT}`).replace(/\/$/, "");
  return {
    ...rest,
    APP_URL,
    EMBED_ORIGINS: EMBED_ORIGINS ?? (rest.DEMO ? demoOrigins(APP_URL, rest.SANDBOX_URL) : []),
  };
}

/** The demo's shop has our panel on its pages: below our own address, and at its own. */
const demoOrigins = (...urls: (string | undefined)[]): string[] =>
  urls.flatMap((url) => (url === undefined ? [] : [new URL(url).origin]));

let parsed: Env | undefined;

/** The settings of this process, parsed at the first call. Throws BadEnvironment like {@link parseEnv}. */
export function env(): Env {
  parsed ??= parseEnv(process.env);
  return parsed;
}

/** For tests only: replaces some settings, or with no argument forgets what was parsed. */
export function overrideEnv(values?: Partial<Env>): void {
  parsed = values === undefined ? undefined : { ...env(), ...values };
}
