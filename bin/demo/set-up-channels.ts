// Points the demo's channels at its sandbox gateways: GATEWAY_PORT. Run at every start, since the port may be another one.
import "../lib/production.ts";
import { connection, db, openDatabase, setConnection } from "#db/client.ts";
import { channelSetting, saveChannel } from "#server/channels/index.ts";
import { systemContext } from "#server/core/context.ts";
import { commandEnv } from "../lib/environment.ts";
import { demoChannels } from "./gateways.ts";

const ctx = systemContext("demo");
setConnection(openDatabase(commandEnv().DATABASE_URL));
for (const channel of demoChannels(Number(process.env.GATEWAY_PORT))) {
  const known = await channelSetting(db, channel.channel);
  // What somebody changed in the demo stays changed; only the address has to be right.
  const kept = known && {
    label: known.label,
    policy: known.policy,
    autoLimitFen: known.autoLimitFen,
    priority: known.priority,
    enabled: known.enabled,
  };
  await saveChannel({ ctx, input: { ...channel, ...kept } as Parameters<typeof saveChannel>[0]["input"] });
}
await connection().close();
