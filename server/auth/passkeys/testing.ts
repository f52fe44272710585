import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";

/** For tests only: an authenticator that holds one passkey, and lies where it is told to. */

const sha256 = (bytes: string | Uint8Array) => createHash("sha256").update(bytes).digest();
const b64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url");

/** CBOR of what an attestation is made of: whole numbers, text, bytes, maps. */
function cbor(value: number | string | Uint8Array | Map<number | string, unknown>): Buffer {
  const head = (major: number, n: number) =>
    n < 24
      ? Buffer.from([(major << 5) | n])
      : n < 256
        ? Buffer.from([(major << 5) | 24, n])
        : Buffer.from([(major << 5) | 25, n >> 8, n & 255]);
  if (typeof value === "number") return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === "string") return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.byteLength), value]);
  const items = [...value].flatMap(([key, item]) => [cbor(key), cbor(item as number)]);
  return Buffer.concat([head(5, value.size), ...items]);
}

export type Lies = {
  origin?: string;
  rpId?: string;
  challenge?: string;
  userVerified?: boolean;
  /** What its count says; it goes up by itself otherwise. */
  counter?: number;
  userHandle?: string;
};
type Asked = { challenge: string; rp?: { id?: string }; rpId?: string; user?: { id: string } };

export class SoftAuthenticator {
  readonly id = b64(randomBytes(32));
  private readonly privateKey: KeyObject;
  private readonly publicKey: KeyObject;
  private readonly origin: string;
  private counter = 0;
  private userHandle = b64(Buffer.from("nobody"));

  /** @param origin of the page that it is used on */
  constructor(origin: string) {
    this.origin = origin;
    const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
    this.privateKey = pair.privateKey;
    this.publicKey = pair.publicKey;
  }

  private clientData(type: string, asked: Asked, lies: Lies): Buffer {
    const said = { type, challenge: lies.challenge ?? asked.challenge, origin: lies.origin ?? this.origin };
    return Buffer.from(JSON.stringify({ ...said, crossOrigin: false }));
  }

  private authData(asked: Asked, lies: Lies, attested = Buffer.alloc(0)): Buffer {
    const flags = 1 | (lies.userVerified === false ? 0 : 4) | (attested.length > 0 ? 64 : 0);
    this.counter = lies.counter ?? this.counter + 1;
    const count = Buffer.alloc(4);
    count.writeUInt32BE(this.counter);
    const rpId = lies.rpId ?? asked.rp?.id ?? asked.rpId ?? "";
    return Buffer.concat([sha256(rpId), Buffer.from([flags]), count, attested]);
  }

  /** Makes the passkey. @returns what the browser sends */
  create(asked: Asked, lies: Lies = {}) {
    const { x = "", y = "" } = this.publicKey.export({ format: "jwk" });
    const cose = new Map<number, number | Uint8Array>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x, "base64url")],
      [-3, Buffer.from(y, "base64url")],
    ]);
    const id = Buffer.from(this.id, "base64url");
    const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, cbor(cose)]);
    this.userHandle = asked.user?.id ?? "";
    const attestation = new Map<string, unknown>([
      ["fmt", "none"],
      ["attStmt", new Map()],
      ["authData", this.authData(asked, lies, attested)],
    ]);
    return {
      ...this.common(),
      response: {
        clientDataJSON: b64(this.clientData("webauthn.create", asked, lies)),
        attestationObject: b64(cbor(attestation)),
        transports: ["internal"],
      },
    };
  }

  /** Shows the passkey. @returns what the browser sends */
  get(asked: Asked, lies: Lies = {}) {
    const clientData = this.clientData("webauthn.get", asked, lies);
    const authData = this.authData(asked, lies);
    const signature = createSign("sha256").update(authData).update(sha256(clientData)).sign(this.privateKey);
    return {
      ...this.common(),
      response: {
        clientDataJSON: b64(clientData),
        authenticatorData: b64(authData),
        signature: b64(signature),
        userHandle: lies.userHandle ?? this.userHandle,
      },
    };
  }

  private common() {
    return { id: this.id, rawId: this.id, type: "public-key" as const, clientExtensionResults: {} };
  }
}
