"use client";

import { type ReactNode, useEffect, useState } from "react";
import { LinkButton } from "#app/_ui/button.tsx";
import { Banner } from "#app/_ui/surface.tsx";

export type FailedWords = Record<"title" | "text" | "link" | "noOrder" | "newTab", string>;

type Props = {
  /** The page that holds the frame; nothing is said to, or heard from, any other. Empty where it is none that may. */
  host: string;
  words: FailedWords;
  /** The order whose payment failed before the page was opened; null when none did. */
  failed: { orderNo: string } | null;
  /** What is said before a payment. After a failure it gives way: whoever may have been charged is shown no way to pay. */
  children: ReactNode;
};

const NUMBER = /^[\w.-]{1,128}$/;

/** Tells the page around how tall we are, and hears from it that a payment failed. */
export function FrameTalk({ host, words, failed: before, children }: Props) {
  const [failed, setFailed] = useState(before);

  useEffect(() => {
    if (host === "" || window.parent === window) return;
    const root = document.documentElement;
    const tell = () => window.parent.postMessage({ daozhang: "size", height: document.body.scrollHeight }, host);
    const watch = new ResizeObserver(tell);
    watch.observe(root);
    watch.observe(document.body);
    const hear = (event: MessageEvent) => {
      if (event.source !== window.parent || event.origin !== host) return;
      const { daozhang, orderNo } = (event.data ?? {}) as { daozhang?: unknown; orderNo?: unknown };
      if (daozhang === "size?") tell();
      if (daozhang !== "failed") return;
      setFailed({ orderNo: typeof orderNo === "string" && NUMBER.test(orderNo) ? orderNo : "" });
    };
    window.addEventListener("message", hear);
    tell();
    return () => {
      watch.disconnect();
      window.removeEventListener("message", hear);
    };
  }, [host]);

  if (!failed) return children;
  const { orderNo } = failed;
  return (
    <Banner tone="broken" role="alert" title={words.title}>
      <p>{words.text}</p>
      <LinkButton
        href={orderNo === "" ? "/" : `/?order=${encodeURIComponent(orderNo)}`}
        target="_blank"
        rel="noopener"
        variant="primary"
        className="mt-3"
      >
        {orderNo === "" ? words.noOrder : words.link}
        <span className="sr-only">{words.newTab}</span>
      </LinkButton>
    </Banner>
  );
}
