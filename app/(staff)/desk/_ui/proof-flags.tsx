"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { ToneIcon } from "#app/_ui/badge.tsx";
import type { ProofCheck } from "#app/(staff)/_lib/types.ts";

/** Reasons to look twice at a picture, with the tickets to compare it with. */
export function ProofFlags({ flags }: { flags: ProofCheck["flags"] }) {
  const t = useTranslations("proofs");
  if (flags.length === 0) return null;
  return (
    <ul className="grid gap-1 text-sm">
      {flags.map((flag) => {
        const weak = flag.kind === "like_picture";
        return (
          <li key={flag.kind} className="flex gap-1.5">
            <ToneIcon
              tone={weak ? "unknown" : "broken"}
              className={`mt-0.5 size-4 ${weak ? "text-unknown" : "text-broken"}`}
            />
            <span className="min-w-0 break-words">
              {t(`flag.${flag.kind}`, { orderNo: flag.orderNo ?? "" })}
              {flag.tickets.map((ticket) => (
                <Link
                  key={ticket.number}
                  href={`/desk/${encodeURIComponent(ticket.number)}?queue=all`}
                  prefetch={false}
                  className="ml-2 inline-flex min-h-6 items-center whitespace-nowrap text-accent-text hover:underline"
                >
                  {t("openTicket", { number: ticket.number })}
                </Link>
              ))}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
