import { setDataSecret } from "./data-key.ts";
import { logger } from "./logger.ts";

// Tests provoke failures on purpose; what they log about them would hide what a test run has to say.
logger.level = "silent";
// Each test has a database of its own and none a process that opens it.
setDataSecret("the data secret of every test");
