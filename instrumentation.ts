/** Next.js calls this once per server process, before the first request, and not while building. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { openProcess } = await import("#bin/lib/open-process.ts");
  await openProcess();
}
