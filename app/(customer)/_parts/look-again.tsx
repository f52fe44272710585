"use client";

import { type ReactNode, useEffect } from "react";

const SOON_MS = 1_500;
const ACTS = ["keydown", "pointerdown", "input"] as const;

type Props = {
  href: string /** Looks once more without being asked, as long as nobody has begun to fill in the page. */;
  byItself: boolean;
  children: ReactNode;
};

/** The link to a page that shows more in a moment. */
export function LookAgain({ href, byItself, children }: Props) {
  useEffect(() => {
    if (!byItself) return;
    const timer = setTimeout(() => window.location.replace(href), SOON_MS);
    // Whoever has begun to do something here must not have the page taken from under their hands.
    const stay = () => clearTimeout(timer);
    for (const act of ACTS) document.addEventListener(act, stay, { once: true });
    return () => {
      stay();
      for (const act of ACTS) document.removeEventListener(act, stay);
    };
  }, [href, byItself]);
  return (
    <a href={href} className="font-medium underline underline-offset-4">
      {children}
    </a>
  );
}
