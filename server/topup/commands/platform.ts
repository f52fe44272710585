import { Webhook } from "standardwebhooks";
import { systemClock } from "#server/core/clock.ts";
import { env } from "#server/core/env.ts";
import { callOut, OutboundError } from "#server/http/index.ts";
import { judgeAnswer, judgeSilence, type Verdict } from "./rules.ts";
import type { AttemptAction } from "./schemas.ts";

/** An answer is a few short members and at most a card key. */
const MAX_ANSWER_BYTES = 64 * 1024;

type Call = {
  command: { id: string; body: string };
  action: AttemptAction;
  /** Nothing of this command can have reached the platform before. */
  first: boolean;
  timeoutMs: number;
};

/** The secrets that the platform may have encrypted a card key with. The first one signs our commands. */
export function commandSecrets(): string[] {
  const { PLATFORM_COMMAND_SECRET: own, PLATFORM_WEBHOOK_SECRET: shared = "" } = env();
  return [...new Set([...(own === undefined ? [] : [own]), ...shared.split(" ")])].filter((secret) => secret !== "");
}

/**
 * Sends a command to the platform, or asks what became of it. Outside transactions only.
 * @returns what is known of the command now; it never throws for what the other side does
 */
export async function callPlatform({ command, action, first, timeoutMs }: Call): Promise<Verdict> {
  const { PLATFORM_URL } = env();
  const secret = commandSecrets()[0];
  if (PLATFORM_URL === undefined || secret === undefined) {
    return judgeSilence({ code: "NOT_SET_UP", sent: false, message: "PLATFORM_URL or its secret is not set" });
  }
  const base = `${PLATFORM_URL.replace(/\/+$/, "")}/commands`;
  // A question is signed over an empty body: no signature of one can be used as a command.
  const body = action === "send" ? command.body : "";
  // The platform holds this against its own clock, whatever time the caller acts at.
  const now = systemClock.now();
  try {
    const answer = await callOut({
      url: action === "send" ? base : `${base}/${encodeURIComponent(command.id)}`,
      method: action === "send" ? "POST" : "GET",
      headers: {
        accept: "application/json",
        ...(action === "send" && { "content-type": "application/cloudevents+json" }),
        "webhook-id": command.id,
        "webhook-timestamp": String(Math.floor(now.getTime() / 1_000)),
        "webhook-signature": new Webhook(secret).sign(command.id, now, body),
      },
      ...(action === "send" && { body }),
      timeoutMs,
      maxBytes: MAX_ANSWER_BYTES,
      // Whoever runs this installation set the address; a platform in the same network is the usual case.
      allowPrivate: true,
    });
    return judgeAnswer({
      commandId: command.id,
      action,
      first,
      status: answer.status,
      contentType: answer.headers["content-type"] ?? "",
      body: answer.body.toString("utf8"),
    });
  } catch (error) {
    if (error instanceof OutboundError) return judgeSilence(error);
    throw error;
  }
}
