import type { ReactNode } from "react";
import { ClientMessages } from "#app/_lib/i18n/client-messages.tsx";
import { requireStaff } from "../_lib/guard.ts";
import { ConsoleFrame } from "../_ui/console-frame.tsx";

/** Alerts and incidents, which stay fresh by themselves. */
export default async function IncidentsLayout({ children }: { children: ReactNode }) {
  const ctx = await requireStaff("/incidents");
  return (
    <ClientMessages areas={["common", "staff", "desk", "money", "incidents"]}>
      <ConsoleFrame ctx={ctx}>{children}</ConsoleFrame>
    </ClientMessages>
  );
}
