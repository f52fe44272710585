// The sandbox shop as a process: PORT, TARGET_URL (where Daozhang is), PLATFORM_WEBHOOK_SECRET.
import { sandboxServer } from "./server.ts";

const { PORT, TARGET_URL, PLATFORM_WEBHOOK_SECRET } = process.env;
if (!PORT || !TARGET_URL || !PLATFORM_WEBHOOK_SECRET) {
  console.error("The sandbox shop needs PORT, TARGET_URL and PLATFORM_WEBHOOK_SECRET.");
  process.exit(1);
}
const server = sandboxServer({ url: TARGET_URL, secret: PLATFORM_WEBHOOK_SECRET });
server.on("error", (error) => {
  console.error(`The sandbox shop does not start: ${error.message}`);
  process.exit(1);
});
server.listen(Number(PORT), "127.0.0.1");
const stop = () => {
  server.close(() => process.exit(0));
  server.closeAllConnections();
};
process.on("SIGTERM", stop);
process.on("SIGINT", stop);
