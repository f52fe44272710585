"use client";

import {
  ChartColumn,
  Inbox,
  KeyRound,
  LogOut,
  type LucideIcon,
  Network,
  Settings,
  ShieldAlert,
  ShieldCheck,
  Siren,
  WalletCards,
} from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { cx } from "#app/_ui/cx.ts";
import { SETTINGS } from "../_lib/places.ts";
import { Bell } from "./bell.tsx";

type Props = { mayManage: boolean };
type Place = { href: string; label: string; Icon: LucideIcon; active: boolean; wide?: boolean };

/** The places of staff. On a phone they are icons with names for those who cannot see them. */
export function StaffNav({ mayManage }: Props) {
  const t = useTranslations("staff.nav");
  const pathname = usePathname();
  const places: Place[] = [
    { href: "/desk", label: t("desk"), Icon: Inbox, active: /^\/desk(?!\/approvals)/.test(pathname) },
    { href: "/desk/approvals", label: t("approvals"), Icon: ShieldCheck, active: pathname === "/desk/approvals" },
    {
      href: "/money",
      label: t("money"),
      Icon: WalletCards,
      active: /^\/(money|channels)(\/|$)/.test(pathname),
    },
    {
      href: "/incidents",
      label: t("incidents"),
      Icon: Siren,
      active: pathname.startsWith("/incidents"),
      // A phone's bar has no room for it: the page of notices leads there.
      wide: true,
    },
    { href: "/risk", label: t("risk"), Icon: ShieldAlert, active: pathname.startsWith("/risk") },
    { href: "/checklist", label: t("checklist"), Icon: Network, active: pathname.startsWith("/checklist") },
    ...(mayManage
      ? [{ href: "/manager", label: t("manager"), Icon: ChartColumn, active: pathname.startsWith("/manager") }]
      : []),
  ];
  return (
    <nav aria-label={t("label")} className="flex sm:gap-1">
      {places.map(({ href, label, Icon, active, wide }) => (
        <Link
          key={href}
          href={href}
          prefetch={false}
          aria-current={active ? "page" : undefined}
          title={label}
          className={cx(
            "min-h-11 items-center gap-1.5 rounded-md px-1 text-sm whitespace-nowrap transition-colors sm:min-h-9 sm:px-2.5",
            wide ? "hidden sm:inline-flex" : "inline-flex",
            active ? "bg-accent-soft font-medium text-accent-text" : "text-muted hover:bg-sunken hover:text-text",
          )}
        >
          <Icon aria-hidden className="size-4.5" />
          {/* All names are shown where the longest of both languages fit beside the rest of the bar. */}
          <span className="sr-only min-[84rem]:not-sr-only">{label}</span>
        </Link>
      ))}
    </nav>
  );
}

async function signOut(): Promise<void> {
  await fetch("/api/auth/sign-out", { method: "POST", headers: { "content-type": "application/json" }, body: "{}" });
  window.location.assign("/staff/sign-in");
}

/** The way out on a phone, whose bar has no room for it. */
export function SignOut() {
  const t = useTranslations("staff.nav");
  return (
    <button
      type="button"
      onClick={() => void signOut()}
      className="inline-flex min-h-11 items-center text-muted underline underline-offset-4"
    >
      {t("signOut")}
    </button>
  );
}

function IconLink({ href, label, Icon }: { href: string; label: string; Icon: LucideIcon }) {
  return (
    <Link
      href={href}
      prefetch={false}
      aria-label={label}
      title={label}
      className="touch hidden items-center justify-center rounded-md text-muted hover:bg-sunken hover:text-text sm:inline-flex"
    >
      <Icon aria-hidden className="size-4.5" />
    </Link>
  );
}

/** Who sits here, what they were told, and the way out. */
export function SignedIn({ name, role }: { name: string; role: string }) {
  const t = useTranslations("staff.nav");
  return (
    <div className="flex items-center gap-1">
      <span className="hidden items-baseline text-sm whitespace-nowrap text-muted 2xl:flex">
        <span className="max-w-32 truncate" title={name}>
          {name}
        </span>
        <span>&nbsp;· {role}</span>
      </span>
      <Bell />
      <IconLink href={SETTINGS} label={t("settings")} Icon={Settings} />
      <IconLink href="/staff/security" label={t("security")} Icon={KeyRound} />
      <button
        type="button"
        onClick={() => void signOut()}
        aria-label={t("signOut")}
        title={t("signOut")}
        className="touch hidden items-center justify-center rounded-md text-muted hover:bg-sunken hover:text-text sm:inline-flex"
      >
        <LogOut aria-hidden className="size-4.5" />
      </button>
    </div>
  );
}
