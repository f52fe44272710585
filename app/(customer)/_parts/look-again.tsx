"use client";

import { type ReactNode, useEffect } from "react";

const SOON_MS = 1_500;

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
    const stay = () => clearTimeout(timer);
    document.addEventListener("input", stay, { once: true });
    document.addEventListener("submit", stay, { once: true });
    return () => {
      stay();
      document.removeEventListener("input", stay);
      document.removeEventListener("submit", stay);
    };
  }, [href, byItself]);
  return (
    <a href={href} className="font-medium underline underline-offset-4">
      {children}
    </a>
  );
}
