// npm run bench -- NAME: one measurement; prints a table and, last, one line of JSON.
const benches: Record<string, () => Promise<{ default: () => Promise<Record<string, unknown>> }>> = {
  submission: () => import("./submission.ts"),
  events: () => import("./events.ts"),
  callbacks: () => import("./callbacks.ts"),
  "group-commit": () => import("./group-commit.ts"),
  "reconcile-bill": () => import("./reconcile-bill.ts"),
  diagnosis: () => import("./diagnosis.ts"),
  reading: () => import("./reading.ts"),
  desk: () => import("./desk.ts"),
  live: () => import("./live.ts"),
};

const load = benches[process.argv[2] ?? ""];
if (!load) {
  console.error(`Usage: npm run bench -- ${Object.keys(benches).join(" | ")}`);
  process.exit(2);
}
// The tables below must be read on SQLite unless the caller says otherwise, and the choice is made when modules load.
process.env.APP_SECRET ??= "bench-secret-of-more-than-thirty-two-bytes";
process.env.PLATFORM_WEBHOOK_SECRET ??= "whsec_YmVuY2gtc2VjcmV0LW9mLXRoZS1wbGF0Zm9ybQ==";
const { default: bench } = await load();
const result = await bench();
console.log(JSON.stringify({ bench: process.argv[2], ...result }));
process.exit(0);

export {};
