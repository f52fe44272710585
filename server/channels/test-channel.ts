import { randomBytes } from "node:crypto";
import { db, transact } from "#db/client.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { env } from "#server/core/env.ts";
import { notFound } from "#server/core/errors.ts";
import { GatewayError, openGateway } from "#server/gateways/index.ts";
import { type ChannelLocale, probeText } from "./copy.ts";
import { secretsOf } from "./gateway-of.ts";
import { judgeProbe, type ProbeOutcome, signsAnswers } from "./probe-rules.ts";
import { addSample } from "./samples.ts";
import type { Probe } from "./schemas.ts";
import { type SettingRow, settingRow } from "./settings.ts";

/** One attempt, so that whoever pressed the button is not left waiting. */
const LIMITS = { timeoutMs: 8_000, attempts: 1 };
const MAX_CODE = 64;

/**
 * Tries a channel out, enabled or not: asks its gateway for a payment that cannot exist. Moves no money.
 * @returns whether it was reached and both signatures hold, in words too
 * @throws DomainError 403 FORBIDDEN, 404 CHANNEL_NOT_FOUND, 503 CHANNEL_SECRETS_UNREADABLE
 */
export async function testChannel(args: {
  ctx: Ctx;
  input: { channel: string; locale?: ChannelLocale };
}): Promise<Probe> {
  const ctx = authorize(args.ctx, "channels:write");
  const { channel, locale = "zh-CN" } = args.input;
  const row = await settingRow(db, channel);
  if (!row) throw notFound("CHANNEL");
  const startedAt = performance.now();
  const outcome = await ask(row);
  const latencyMs = Math.round(performance.now() - startedAt);
  const judged = judgeProbe(outcome, signsAnswers(row.kind, row.config));
  const at = ctx.clock.now();
  if (judged.reachable !== null) {
    const answered = judged.ok || judged.verdict === "refused";
    addSample({ channel, kind: "call", ok: answered, tookMs: latencyMs, at });
  }
  await transact((tx) =>
    appendAudit(tx, ctx, { action: "channel.tested", subject: `channel:${channel}`, data: { ...judged, latencyMs } }),
  );
  return { ...judged, latencyMs, text: probeText(judged.verdict, locale), at: at.toISOString() };
}

async function ask(row: SettingRow): Promise<ProbeOutcome> {
  const { channel, kind } = row;
  const config = { ...row.config, ...secretsOf(row) };
  try {
    const allowPrivate = env().ALLOW_PRIVATE_URLS;
    // A circuit of its own: what other calls met before must not answer for this one.
    const gateway = openGateway({ channel: `test:${channel}`, kind, config, allowPrivate, limits: LIMITS });
    return { payment: await gateway.query(impossibleNumber()) };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return { code: error.code, gatewayCode: error.gatewayCode?.slice(0, MAX_CODE) ?? null };
  }
}

/** Fits every gateway's limits (WeChat Pay takes 32 characters) and is nobody's payment. */
const impossibleNumber = () => `DZTEST${randomBytes(12).toString("hex")}`;
