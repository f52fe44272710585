import { transact } from "#db/client.ts";
import { channelSettings } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { invalid } from "#server/core/errors.ts";
import { logger } from "#server/core/logger.ts";
import { emit } from "#server/jobs/index.ts";
import { checkConfig, type Kept } from "./config.ts";
import {
  type ChannelInput,
  type ChannelSettingView,
  channelCodeSchema,
  channelInputSchema,
  defaultAutoLimitFen,
  defaultPolicy,
} from "./schemas.ts";
import { openSecrets, type SettingRow, sealSecrets, settingRow, settingView } from "./settings.ts";

/**
 * Sets a channel up, or changes how it is set up. Secrets that are left out stay as they are while the kind stays.
 * @returns the setting, secrets only named
 * @throws DomainError 403 FORBIDDEN, 422 VALIDATION_FAILED; ZodError on bad input
 */
export async function saveChannel(args: {
  ctx: Ctx;
  input: { channel: string } & ChannelInput;
}): Promise<ChannelSettingView> {
  const ctx = authorize(args.ctx, "channels:write");
  const channel = codeOf(args.input.channel);
  const sent = channelInputSchema.parse(args.input);
  const work = async (tx: NonNullable<Ctx["tx"]>) => {
    const before = await settingRow(tx, channel);
    const { config, secrets } = checkConfig(channel, sent, before && keptOf(before));
    const row: SettingRow = {
      channel,
      kind: sent.kind,
      label: sent.label,
      methods: [...new Set(sent.methods)],
      priority: sent.priority,
      enabled: sent.enabled,
      policy: sent.policy ?? before?.policy ?? defaultPolicy,
      autoLimitFen: sent.autoLimitFen ?? before?.autoLimitFen ?? defaultAutoLimitFen,
      relayUrl: sent.relayUrl === undefined ? (before?.relayUrl ?? null) : sent.relayUrl,
      config,
      secrets: sealSecrets(channel, secrets),
      version: (before?.version ?? 0) + 1,
      updatedAt: ctx.clock.now(),
    };
    await tx.insert(channelSettings).values(row).onConflictDoUpdate({ target: channelSettings.channel, set: row });
    const view = settingView(row);
    await appendAudit(tx, ctx, {
      action: before ? "channel.changed" : "channel.set_up",
      subject: `channel:${channel}`,
      data: { ...auditOf(view), secretsReplaced: replaced(sent) },
    });
    await emit(tx, ctx.clock, { topic: "channel.updated", subject: `channel:${channel}` });
    return view;
  };
  return ctx.tx ? work(ctx.tx) : transact(work, { serializeOn: `channel:${channel}` });
}

/** @throws DomainError 422 VALIDATION_FAILED */
export function codeOf(channel: string): string {
  const parsed = channelCodeSchema.safeParse(channel);
  if (parsed.success) return parsed.data;
  const message = parsed.error.issues[0]?.message ?? "is not a channel's code";
  throw invalid("VALIDATION_FAILED", "Some of the input is not acceptable.", {
    errors: [{ path: "channel", message }],
  });
}

function keptOf(row: SettingRow): Kept | undefined {
  try {
    return { kind: row.kind, config: row.config, secrets: openSecrets(row) };
  } catch (error) {
    // Under another APP_SECRET nothing can be kept, and saving with all secrets is how it is mended.
    logger.error({ err: error, channel: row.channel }, "a channel's secrets cannot be opened: enter them again");
    return undefined;
  }
}

/** Which secrets came anew: names, never values. */
function replaced(sent: ChannelInput): string[] {
  const names = ["privateKey", "apiV3Key", "merchantPrivateKey", "key"];
  return Object.entries(sent.config).flatMap(([name, value]) =>
    value !== undefined && names.includes(name) ? [name] : [],
  );
}

/** What the log keeps: everything but keys, which are long and, some of them, secret. */
function auditOf({ config, ...view }: ChannelSettingView): Record<string, unknown> {
  const plain = Object.entries(config).filter(([name]) => !/key/i.test(name));
  return { ...view, config: Object.fromEntries(plain) };
}
