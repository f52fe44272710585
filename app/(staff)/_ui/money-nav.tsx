import { getTranslations } from "next-intl/server";
import type { Ctx } from "#server/core/context.ts";
import { mayStaff } from "../_lib/guard.ts";
import { SectionRow } from "./section-nav.tsx";

const places = [
  { href: "/money", key: "queue" },
  { href: "/money/callbacks", key: "callbacks" },
  { href: "/money/bills", key: "bills" },
  { href: "/money/commands", key: "commands" },
  { href: "/money/cases", key: "cases" },
] as const;

/** The second level below "money". */
export async function MoneyNav({ ctx }: { ctx: Ctx }) {
  const t = await getTranslations("staff.moneyNav");
  const sections = [
    ...places,
    ...(mayStaff(ctx, "channels:write") ? [{ href: "/channels", key: "channels" } as const] : []),
  ].map(({ href, key }) => ({ href, label: t(key) }));
  return <SectionRow label={t("label")} sections={sections} />;
}
