/** Next.js calls this once per server process, before the first request, and not while building. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { processOpens } = await import("#bin/lib/process.ts");
  // Told before it is loaded: what cannot be loaded fails the start rather than let it wait.
  await processOpens(import("#bin/lib/open-process.ts").then(({ openProcess }) => openProcess()));
}
