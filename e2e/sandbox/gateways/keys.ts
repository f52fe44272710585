import { generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";

export type Pair = { publicKey: string; privateKey: string };
type Kept = {
  alipay: { merchant: Pair; platform: Pair };
  wechatpay: { merchant: Pair; platform: { serial: string; pair: Pair }[]; apiV3Key: string };
  epay: { key: string };
  epay2: { merchant: Pair; platform: Pair };
};

export function newPair(): Pair {
  return generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
}

/** A key of nobody: what forgers sign with. */
let stranger: Pair | undefined;
export const strangersKey = (): string => {
  stranger ??= newPair();
  return stranger.privateKey;
};

const newKeyId = () => `PUB_KEY_ID_${randomBytes(8).toString("hex").toUpperCase()}`;

/** The sandbox's keys, made when first asked for; kept in a file where one is given, so that a restart keeps its merchants. */
export class Keys {
  readonly #file: string | undefined;
  #kept: Partial<Kept>;

  constructor(file?: string) {
    this.#file = file;
    this.#kept = file && existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Partial<Kept>) : {};
  }
  get<K extends keyof Kept>(kind: K): Kept[K] {
    const known = this.#kept[kind];
    if (known) return known;
    const made = makers[kind]() as Kept[K];
    this.#kept[kind] = made as Partial<Kept>[K];
    this.#save();
    return made;
  }
  /** New keys of the gateway. WeChat Pay goes on to know the old ones; the others do not. */
  rotate(kind: keyof Kept): void {
    if (kind === "epay") this.get("epay").key = makers.epay().key;
    else if (kind === "wechatpay") this.get(kind).platform.unshift({ serial: newKeyId(), pair: newPair() });
    else this.get(kind).platform = newPair();
    this.#save();
  }
  #save(): void {
    if (this.#file) writeFileSync(this.#file, JSON.stringify(this.#kept), { mode: 0o600 });
  }
}

const makers: { [K in keyof Kept]: () => Kept[K] } = {
  alipay: () => ({ merchant: newPair(), platform: newPair() }),
  wechatpay: () => ({
    merchant: newPair(),
    platform: [{ serial: newKeyId(), pair: newPair() }],
    apiV3Key: randomBytes(16).toString("hex"),
  }),
  epay: () => ({ key: randomBytes(12).toString("base64url") }),
  epay2: () => ({ merchant: newPair(), platform: newPair() }),
};
