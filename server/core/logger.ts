import pino from "pino";

/** The process's log: JSON lines on stderr, so that commands keep stdout for what they print. Secrets are redacted by name. */
export const logger = pino(
  {
    level: "info",
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: [
        "*.password",
        "*.secret",
        "*.token",
        "*.accessToken",
        "*.authorization",
        "*.cookie",
        "*.contact",
        "headers",
      ],
      censor: "[redacted]",
    },
  },
  pino.destination({ fd: 2, sync: false }),
);
