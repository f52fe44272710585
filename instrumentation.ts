/** Next.js calls this once per server process, before the first request, and not while building. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { env } = await import("#server/core/env.ts");
  const { logger } = await import("#server/core/logger.ts");
  const { openDatabase, setConnection } = await import("#db/client.ts");
  const settings = env();
  logger.level = settings.LOG_LEVEL;
  setConnection(openDatabase(settings.DATABASE_URL));
}
