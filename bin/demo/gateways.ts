import { channels } from "../../e2e/sandbox/catalogue.ts";
import { channelKind, GatewaySandbox } from "../../e2e/sandbox/gateways/index.ts";
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

/**
 * How the demo's channels are set up: as an operator would enter it on the channels page.
 * @param port where the sandbox gateways listen on the loopback address
 */
export function demoChannels(port: number) {
  const sandbox = new GatewaySandbox(GATEWAY_FILES.GATEWAY_KEYS_FILE);
  sandbox.url = `http://127.0.0.1:${port}`;
  return channels.flatMap(({ code, name, method }, index) => {
    const kind = gatewayOfChannel[code];
    if (!kind) return [];
    return {
      channel: code,
      kind: channelKind(kind),
      label: name,
      methods: [method],
      priority: (index + 1) * 10,
      enabled: true,
      config: sandbox.config(kind),
      ...(repairs[code] ?? { policy: "assist" as const }),
    };
  });
}
