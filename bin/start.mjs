// `npm start`: the demo, from nothing. The work is in demo/start.ts, which needs what this installs.
import { runPinned } from "./lib/bootstrap.mjs";

runPinned("bin/demo/start.ts");
