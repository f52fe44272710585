import { db } from "#db/client.ts";
import { channelSetting, saveChannel } from "#server/channels/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { channels } from "../../e2e/sandbox/catalogue.ts";
import { channelKind, type GatewaySandbox } from "../../e2e/sandbox/gateways/index.ts";
import { gatewayOfChannel } from "../../e2e/sandbox/story-gateways.ts";

/** Where the demo's sandbox gateways keep their keys and payments. */
export const GATEWAY_FILES = {
  GATEWAY_KEYS_FILE: "data/demo.gateway-keys.json",
  GATEWAY_BOOKS_FILE: "data/demo.gateway-books.json",
} as const;

/** Which channels repair by themselves in the demo, and up to how much. The others prepare the repair for one click. */
const repairs: Readonly<Record<string, { policy: "auto"; autoLimitFen: number } | undefined>> = {
  "epay-lan": { policy: "auto", autoLimitFen: 10_000 },
};

/** Sets the demo's channels up, as an operator would on the channels page. What somebody changed in the demo stays changed. */
export async function setUpChannels(ctx: Ctx, sandbox: GatewaySandbox): Promise<void> {
  for (const [index, { code, name, method }] of channels.entries()) {
    const kind = gatewayOfChannel[code];
    if (!kind) continue;
    const known = await channelSetting(db, code);
    const { label, policy, autoLimitFen, priority, enabled } = known ?? {
      label: name,
      priority: (index + 1) * 10,
      enabled: true,
      policy: repairs[code]?.policy ?? "assist",
      autoLimitFen: repairs[code]?.autoLimitFen,
    };
    const setting = { label, policy, priority, enabled, methods: [method], config: sandbox.config(kind) };
    await saveChannel({
      ctx,
      // The sandbox makes the settings of a kind to the letter of the contract; only their type is looser.
      input: {
        channel: code,
        kind: channelKind(kind),
        ...setting,
        ...(autoLimitFen === undefined ? {} : { autoLimitFen }),
      } as Parameters<typeof saveChannel>[0]["input"],
    });
  }
}
