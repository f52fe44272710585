import { env } from "#server/core/env.ts";
import { type FieldError, invalid } from "#server/core/errors.ts";
import { GatewayError, openGateway } from "#server/gateways/index.ts";
import { type GatewayKind, gatewayConfigSchemas, secretMembers } from "#server/gateways/schemas.ts";
import { assertAllowedUrl, OutboundError } from "#server/http/index.ts";
import { keyFaultTexts, readPrivateKey, readPublicKey } from "./keys.ts";
import type { ChannelInput } from "./schemas.ts";
import type { Secrets } from "./settings.ts";

type Members = Record<string, unknown>;
export type Config = { config: Members; secrets: Secrets };
/** What is set already: its secrets may be left out, as long as they would go where they go now. */
export type Kept = { kind: GatewayKind; config: Members; secrets: Secrets };

const urlMembers = { alipay: "gatewayUrl", wechatpay: "baseUrl", epay: "apiUrl" } as const;
const publicKeys = ["alipayPublicKey", "platformPublicKey"];
const privateKeys = ["privateKey", "merchantPrivateKey"];

/**
 * Puts what was sent and the secrets that are kept together, and checks the whole: members, addresses, keys.
 * @param sent the input as its schema left it
 * @param kept what is set already, when something is
 * @returns the members apart from the secrets, keys as PEM
 * @throws DomainError 422 VALIDATION_FAILED that names each field
 */
export function checkConfig(channel: string, sent: ChannelInput, kept: Kept | undefined): Config {
  const { kind } = sent;
  const names = secretMembers[kind] as readonly string[];
  const whole: Members = { ...keptSecrets(sent, kept, names), ...defined(sent.config) };
  const errors: FieldError[] = [
    ...missingMembers(kind, whole),
    ...urlErrors(`config.${urlMembers[kind]}`, whole[urlMembers[kind]]),
    ...urlErrors("relayUrl", sent.relayUrl),
    ...readKeys(whole),
  ];
  if (errors.length > 0) throw refused(errors);
  openOnce(channel, kind, whole);
  const apart = (secret: boolean) => Object.entries(whole).filter(([name]) => names.includes(name) === secret);
  return { config: Object.fromEntries(apart(false)), secrets: Object.fromEntries(apart(true)) as Secrets };
}

const refused = (errors: FieldError[]) =>
  invalid("VALIDATION_FAILED", "Some of the input is not acceptable.", { errors });

const defined = (members: object): Members =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));

function keptSecrets(sent: ChannelInput, kept: Kept | undefined, names: readonly string[]): Secrets {
  if (!kept || kept.kind !== sent.kind) return {};
  // epay's MD5 key goes to the site in the clear, so another site has to be given it on purpose.
  if (sent.kind === "epay" && !sameOrigin(sent.config.apiUrl, kept.config.apiUrl)) return {};
  return Object.fromEntries(Object.entries(kept.secrets).filter(([name]) => names.includes(name)));
}

const sameOrigin = (one: string, other: unknown) =>
  typeof other === "string" && URL.parse(one)?.origin === URL.parse(other)?.origin;

function missingMembers(kind: GatewayKind, whole: Members): FieldError[] {
  const parsed = gatewayConfigSchemas[kind].safeParse(whole);
  if (parsed.success) return [];
  return parsed.error.issues.map(({ path, message }) => {
    const name = path.map(String).join(".");
    const missing = path.length === 1 && whole[name] === undefined;
    const isSecret = (secretMembers[kind] as readonly string[]).includes(name);
    return {
      path: `config.${name}`,
      message: missing && isSecret ? "is not set yet, so it cannot be left out" : message,
    };
  });
}

function urlErrors(path: string, url: unknown): FieldError[] {
  if (typeof url !== "string") return [];
  try {
    assertAllowedUrl(url, env().ALLOW_PRIVATE_URLS);
    return [];
  } catch (error) {
    if (error instanceof OutboundError) return [{ path, message: error.message }];
    throw error;
  }
}

/** Checks every key and leaves it in one form, so that no gateway's code has to know how consoles show keys. */
function readKeys(whole: Members): FieldError[] {
  const errors: FieldError[] = [];
  const read = (holder: Members, name: string, path: string, reader: typeof readPublicKey) => {
    const value = holder[name];
    if (typeof value !== "string") return;
    const key = reader(value);
    if (key.ok) holder[name] = key.pem;
    else errors.push({ path, message: keyFaultTexts[key.fault] });
  };
  for (const name of publicKeys) read(whole, name, `config.${name}`, readPublicKey);
  for (const name of privateKeys) read(whole, name, `config.${name}`, readPrivateKey);
  if (typeof whole.platformKeys === "object" && whole.platformKeys !== null) {
    const keys = { ...whole.platformKeys } as Members;
    for (const name of Object.keys(keys)) read(keys, name, `config.platformKeys.${name}`, readPublicKey);
    whole.platformKeys = keys;
  }
  return errors;
}

/** What the gateway's own code would not take is refused now and not at the first payment. */
function openOnce(channel: string, kind: GatewayKind, config: Members): void {
  try {
    openGateway({ channel, kind, config, allowPrivate: env().ALLOW_PRIVATE_URLS });
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    throw refused([{ path: "config", message: error.message }]);
  }
}
