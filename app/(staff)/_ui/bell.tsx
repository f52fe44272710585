"use client";

import { Bell as BellIcon } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { trpc } from "../_lib/trpc.ts";
import { TOLD } from "../_lib/use-live.ts";

const LOOK_MS = 60_000;
const MOST = 99;

/** How many notices one has not read. The live stream tells when to look; without one it looks by the clock. */
export function Bell() {
  const t = useTranslations("staff.nav");
  const [unread, setUnread] = useState(0);
  useEffect(() => {
    let gone = false;
    const look = () =>
      void trpc.staffNotices.unread.query().then(
        (answer) => gone || setUnread(answer.unread),
        // The pages say when the line is down; the bell waits for the next look.
        () => undefined,
      );
    look();
    const timer = setInterval(look, LOOK_MS);
    window.addEventListener(TOLD, look);
    return () => {
      gone = true;
      clearInterval(timer);
      window.removeEventListener(TOLD, look);
    };
  }, []);
  const label = unread > 0 ? t("bellCount", { count: unread }) : t("bell");
  return (
    <Link
      href="/notices"
      prefetch={false}
      aria-label={label}
      title={label}
      className="touch relative inline-flex items-center justify-center rounded-md text-muted hover:bg-sunken hover:text-text"
    >
      <BellIcon aria-hidden className="size-4.5" />
      {unread > 0 ? (
        <span
          aria-hidden
          className="absolute top-0.5 left-1/2 min-w-4.5 rounded-full bg-accent px-1 text-center text-xs leading-4.5 font-medium text-on-accent tabular"
        >
          {unread > MOST ? `${MOST}+` : unread}
        </span>
      ) : null}
    </Link>
  );
}
