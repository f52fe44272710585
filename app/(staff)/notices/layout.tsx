import type { ReactNode } from "react";
import { ClientMessages } from "#app/_lib/i18n/client-messages.tsx";
import { requireStaff } from "../_lib/guard.ts";
import { ConsoleFrame } from "../_ui/console-frame.tsx";

/** A person's own notices, which stay fresh by themselves. */
export default async function NoticesLayout({ children }: { children: ReactNode }) {
  const ctx = await requireStaff("/notices");
  return (
    <ClientMessages areas={["common", "staff", "desk", "staffNotices"]}>
      <ConsoleFrame ctx={ctx}>{children}</ConsoleFrame>
    </ClientMessages>
  );
}
