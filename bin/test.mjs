// `npm test`: everything, from nothing. The work is in check/all.ts, which needs what this installs.
import { runPinned } from "./lib/bootstrap.mjs";

runPinned("bin/check/all.ts");
