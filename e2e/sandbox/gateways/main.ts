// The sandbox gateways as a process: PORT, and GATEWAY_KEYS_FILE to keep the merchants' keys over restarts.
import { gatewaySandbox } from "./index.ts";

const { PORT, GATEWAY_KEYS_FILE } = process.env;
if (!PORT) {
  console.error("The sandbox gateways need PORT.");
  process.exit(1);
}
try {
  const sandbox = await gatewaySandbox({
    port: Number(PORT),
    ...(GATEWAY_KEYS_FILE && { keysFile: GATEWAY_KEYS_FILE }),
  });
  const stop = () => void sandbox.close().then(() => process.exit(0));
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
} catch (error) {
  console.error(`The sandbox gateways do not start: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}
