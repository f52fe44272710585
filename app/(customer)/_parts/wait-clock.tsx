"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { clockText } from "#app/_lib/time.ts";

/** How often the page asks whether the look is done, and for how long it does so. */
const ASK_EVERY_MS = 3_000;
const MAX_ASKS = 20;

/**
 * Counts down to the next look. At zero it says that the look is under way and asks for its result, without a reload: when the
 * server has it, `until` is another one.
 */
export function WaitClock({ until, initialText, looking }: { until: string; initialText: string; looking: string }) {
  const router = useRouter();
  const [text, setText] = useState(initialText);
  useEffect(() => {
    const end = Date.parse(until);
    let asks = 0;
    let askedAt = 0;
    const tick = () => {
      const now = Date.now();
      const left = end - now;
      setText(left > 0 ? clockText(left) : looking);
      if (left > 0 || asks >= MAX_ASKS || now - askedAt < ASK_EVERY_MS || document.visibilityState !== "visible")
        return;
      asks += 1;
      askedAt = now;
      router.refresh();
    };
    const timer = setInterval(tick, 1_000);
    tick();
    return () => clearInterval(timer);
  }, [router, until, looking]);
  return (
    <span role="timer" className="tabular" suppressHydrationWarning>
      {text}
    </span>
  );
}
