// The sandbox shop as a process: PORT, TARGET_URL (where Daozhang is), PLATFORM_WEBHOOK_SECRET. With GATEWAY_PORT it has gateways
// of its own, which keep what they know in GATEWAY_KEYS_FILE and GATEWAY_BOOKS_FILE.
import { gatewaySandbox } from "./gateways/index.ts";
import { sandboxServer } from "./server.ts";

const { PORT, TARGET_URL, PLATFORM_WEBHOOK_SECRET, GATEWAY_PORT, GATEWAY_KEYS_FILE, GATEWAY_BOOKS_FILE } = process.env;
if (!PORT || !TARGET_URL || !PLATFORM_WEBHOOK_SECRET) {
  console.error("The sandbox shop needs PORT, TARGET_URL and PLATFORM_WEBHOOK_SECRET.");
  process.exit(1);
}
const gateways = GATEWAY_PORT
  ? await gatewaySandbox({
      port: Number(GATEWAY_PORT),
      ...(GATEWAY_KEYS_FILE && { keysFile: GATEWAY_KEYS_FILE }),
      ...(GATEWAY_BOOKS_FILE && { booksFile: GATEWAY_BOOKS_FILE }),
    })
  : undefined;
const server = sandboxServer({ url: TARGET_URL, secret: PLATFORM_WEBHOOK_SECRET }, { gateways });
server.on("error", (error) => {
  console.error(`The sandbox shop does not start: ${error.message}`);
  process.exit(1);
});
server.listen(Number(PORT), "127.0.0.1");
const stop = () => {
  server.close(() => void Promise.resolve(gateways?.close()).then(() => process.exit(0)));
  server.closeAllConnections();
};
process.on("SIGTERM", stop);
process.on("SIGINT", stop);
