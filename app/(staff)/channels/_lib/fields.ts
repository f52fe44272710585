import type { inferRouterInputs } from "@trpc/server";
import type { GatewayKind } from "#server/gateways/schemas.ts";
import type { AppRouter } from "#server/trpc/index.ts";

export type SettingInput = inferRouterInputs<AppRouter>["channels"]["save"]["setting"];
export type SignType = "MD5" | "RSA";

export type FieldName =
  | "appId"
  | "sellerId"
  | "alipayPublicKey"
  | "privateKey"
  | "gatewayUrl"
  | "mchId"
  | "apiV3Key"
  | "merchantPrivateKey"
  | "merchantSerial"
  | "baseUrl"
  | "pid"
  | "key"
  | "platformPublicKey"
  | "apiUrl";
/** `secret` and `secretKey` are never shown again; `key` and `secretKey` take several lines. */
type Shape = "text" | "url" | "key" | "secret" | "secretKey";
export type ConfigField = { name: FieldName; shape: Shape; usual?: string; only?: SignType };

/** The members of each kind, in the order in which a console shows them. */
export const configFields: Record<GatewayKind, readonly ConfigField[]> = {
  alipay: [
    { name: "appId", shape: "text" },
    { name: "sellerId", shape: "text" },
    { name: "gatewayUrl", shape: "url", usual: "https://openapi.alipay.com" },
    { name: "alipayPublicKey", shape: "key" },
    { name: "privateKey", shape: "secretKey" },
  ],
  wechatpay: [
    { name: "mchId", shape: "text" },
    { name: "appId", shape: "text" },
    { name: "merchantSerial", shape: "text" },
    { name: "baseUrl", shape: "url", usual: "https://api.mch.weixin.qq.com" },
    { name: "apiV3Key", shape: "secret" },
    { name: "merchantPrivateKey", shape: "secretKey" },
  ],
  epay: [
    { name: "pid", shape: "text" },
    { name: "apiUrl", shape: "url" },
    { name: "key", shape: "secret", only: "MD5" },
    { name: "platformPublicKey", shape: "key", only: "RSA" },
    { name: "merchantPrivateKey", shape: "secretKey", only: "RSA" },
  ],
};

export const isSecret = ({ shape }: ConfigField): boolean => shape === "secret" || shape === "secretKey";

/** The fields that are shown for a kind; epay's depend on how it signs. */
export const fieldsOf = (kind: GatewayKind, signType: SignType): readonly ConfigField[] =>
  configFields[kind].filter((field) => field.only === undefined || field.only === signType);

/**
 * Reads the form. What was left empty is left out: an empty secret means to keep it.
 * @param autoLimitFen what was entered, already read as money
 */
export function readForm(
  form: FormData,
  { kind, signType, autoLimitFen }: { kind: GatewayKind; signType: SignType; autoLimitFen: number },
): SettingInput {
  const text = (name: string) => String(form.get(name) ?? "").trim();
  const config: Record<string, unknown> = {};
  for (const { name } of fieldsOf(kind, signType)) {
    const value = text(`config.${name}`);
    if (value !== "") config[name] = value;
  }
  if (kind === "epay") config.signType = signType;
  if (kind === "wechatpay") config.platformKeys = platformKeysOf(form);
  return {
    kind,
    label: text("label"),
    methods: text("methods")
      .split(/[,，、\s]+/)
      .filter((method) => method !== ""),
    priority: Number(text("priority")),
    enabled: form.get("enabled") !== null,
    policy: text("policy"),
    autoLimitFen,
    relayUrl: text("relayUrl") || null,
    config,
  } as SettingInput;
}

function platformKeysOf(form: FormData): Record<string, string> {
  const ids = form.getAll("platformKeyId").map((id) => String(id).trim());
  const pems = form.getAll("platformKeyPem").map((pem) => String(pem).trim());
  return Object.fromEntries(
    ids.map((id, i) => [id, pems[i] ?? ""] as const).filter(([id, pem]) => id !== "" && pem !== ""),
  );
}

/** Which words a field's error gets: what is wrong is told by where it is. */
export type Wrong = "key" | "url" | "required" | "apiV3Key" | "channel" | "general";
export function wrongOf(path: string, message: string): Wrong {
  if (path === "channel") return "channel";
  if (/cannot be left out|expected string|received undefined|at least one key|Too small/i.test(message))
    return "required";
  if (path.endsWith("apiV3Key")) return "apiV3Key";
  if (/PublicKey$|rivateKey$|platformKeys/.test(path)) return "key";
  return /url$/i.test(path) ? "url" : "general";
}

/** The id of the control that an error's path speaks of. */
export const controlId = (path: string): string => `f-${path.replaceAll(/[^A-Za-z0-9]+/g, "-")}`;
