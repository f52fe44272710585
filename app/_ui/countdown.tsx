"use client";

import { useEffect, useState } from "react";
import { clockText } from "#app/_lib/time.ts";

/**
 * Counts down to an instant. What the server rendered stays readable without JavaScript; at zero it calls `onEnd`, or
 * reloads the page so that the server looks again.
 */
export function Countdown({ until, initialText, onEnd }: { until: string; initialText: string; onEnd?: () => void }) {
  const [text, setText] = useState(initialText);
  useEffect(() => {
    const end = new Date(until).getTime();
    let ended = false;
    const tick = () => {
      const left = end - Date.now();
      setText(clockText(left));
      if (left <= 0 && !ended) {
        ended = true;
        clearInterval(timer);
        if (onEnd) onEnd();
        else setTimeout(() => window.location.reload(), 1_500);
      }
    };
    const timer = setInterval(tick, 1_000);
    tick();
    return () => clearInterval(timer);
  }, [until, onEnd]);
  return (
    <span role="timer" className="tabular" suppressHydrationWarning>
      {text}
    </span>
  );
}
