import { createHash, randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";

/** For tests only: an OpenID Connect provider on this machine, that lies where it is told to. */

export type Claims = JWTPayload & { email?: string; email_verified?: boolean; amr?: string[]; nonce?: string };
type Lies = { claims?: Claims; otherKey?: boolean; noToken?: boolean };
type Grant = { challenge: string; redirectUri: string; claims: Claims; lies: Lies };

const keyPair = () => generateKeyPair("ES256", { extractable: true });

export class TestProvider {
  readonly clientId = "daozhang";
  readonly clientSecret = "a secret of the client";
  issuer = "";
  /** What was asked for at the authorization address, the last time. */
  asked: URLSearchParams = new URLSearchParams();
  private server: Server | undefined;
  private readonly grants = new Map<string, Grant>();
  private keys: Promise<[Awaited<ReturnType<typeof keyPair>>, Awaited<ReturnType<typeof keyPair>>]> | undefined;

  async start(): Promise<void> {
    this.keys = Promise.all([keyPair(), keyPair()]);
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const body = new URLSearchParams(Buffer.concat(chunks).toString());
        void this.reply(request.url ?? "", request.headers.authorization ?? "", body).then(([status, said]) => {
          response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(said));
        });
      });
    });
    await new Promise<void>((resolve) => this.server?.listen(0, "127.0.0.1", resolve));
    this.issuer = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve) ?? resolve(undefined));
  }

  /** What a person does there: signs in and says yes. @returns where the browser is sent back to */
  consent(url: string, claims: Claims, lies: Lies = {}): URL {
    this.asked = new URL(url).searchParams;
    const asked = (name: string) => this.asked.get(name) ?? "";
    const code = randomUUID();
    const nonce = asked("nonce");
    this.grants.set(code, {
      challenge: asked("code_challenge"),
      redirectUri: asked("redirect_uri"),
      claims: { nonce, ...claims },
      lies,
    });
    const back = new URL(asked("redirect_uri"));
    back.searchParams.set("code", code);
    back.searchParams.set("state", asked("state"));
    return back;
  }

  private async reply(path: string, authorization: string, body: URLSearchParams): Promise<[number, unknown]> {
    const [own, other] = (await this.keys) ?? [];
    if (!own || !other) return [500, {}];
    if (path === "/.well-known/openid-configuration") return [200, this.metadata()];
    if (path === "/jwks") return [200, { keys: [{ ...(await exportJWK(own.publicKey)), alg: "ES256", kid: "1" }] }];
    // An address that lies about everybody: nothing may be taken from it alone.
    if (path === "/userinfo") return [200, { sub: "sub-1", email: "lin@example.com", email_verified: true }];
    if (path !== "/token") return [404, {}];
    const grant = this.grants.get(body.get("code") ?? "");
    this.grants.delete(body.get("code") ?? "");
    const basic = Buffer.from(authorization.replace(/^Basic /, ""), "base64").toString();
    // As the standard has it: encoded as forms are, before it is base64.
    const [id, secret] = basic.split(":").map((text) => decodeURIComponent(text.replaceAll("+", " ")));
    const proof = createHash("sha256")
      .update(body.get("code_verifier") ?? "")
      .digest("base64url");
    const good = id === this.clientId && secret === this.clientSecret && proof === grant?.challenge;
    if (!grant || !good || body.get("redirect_uri") !== grant.redirectUri) return [400, { error: "invalid_grant" }];
    const { claims, lies } = grant;
    const key = lies.otherKey ? other : own;
    const now = Math.floor(Date.now() / 1_000);
    const idToken = await new SignJWT({
      iss: this.issuer,
      aud: this.clientId,
      sub: "sub-1",
      iat: now,
      exp: now + 300,
      ...claims,
      ...lies.claims,
    })
      .setProtectedHeader({ alg: "ES256", kid: "1" })
      .sign(key.privateKey);
    const tokens = { access_token: "an access token", token_type: "Bearer", expires_in: 300 };
    return [200, lies.noToken ? tokens : { ...tokens, id_token: idToken }];
  }

  private metadata() {
    return {
      issuer: this.issuer,
      authorization_endpoint: `${this.issuer}/authorize`,
      token_endpoint: `${this.issuer}/token`,
      userinfo_endpoint: `${this.issuer}/userinfo`,
      jwks_uri: `${this.issuer}/jwks`,
      id_token_signing_alg_values_supported: ["ES256"],
    };
  }
}
