import { logger } from "./logger.ts";

// Tests provoke failures on purpose; what they log about them would hide what a test run has to say.
logger.level = "silent";
