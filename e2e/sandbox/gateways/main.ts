// The sandbox gateways as a process: PORT; GATEWAY_KEYS_FILE and GATEWAY_BOOKS_FILE keep keys and payments over restarts.
import { gatewaySandbox } from "./index.ts";

const { PORT, GATEWAY_KEYS_FILE, GATEWAY_BOOKS_FILE } = process.env;
if (!PORT) {
  console.error("The sandbox gateways need PORT.");
  process.exit(1);
}
try {
  const sandbox = await gatewaySandbox({
    port: Number(PORT),
    ...(GATEWAY_KEYS_FILE && { keysFile: GATEWAY_KEYS_FILE }),
    ...(GATEWAY_BOOKS_FILE && { booksFile: GATEWAY_BOOKS_FILE }),
  });
  const stop = () => void sandbox.close().then(() => process.exit(0));
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
} catch (error) {
  console.error(`The sandbox gateways do not start: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}
