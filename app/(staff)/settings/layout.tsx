import type { ReactNode } from "react";
import { ClientMessages } from "#app/_lib/i18n/client-messages.tsx";
import { mayStaff, requireStaff } from "../_lib/guard.ts";
import { ConsoleFrame } from "../_ui/console-frame.tsx";
import { MoneyNav } from "../_ui/money-nav.tsx";

export default async function SettingsLayout({ children }: { children: ReactNode }) {
  const ctx = await requireStaff("/settings");
  return (
    <ClientMessages areas={["common", "staff", "desk", "settings"]}>
      <ConsoleFrame ctx={ctx}>
        <MoneyNav mayConfigure={mayStaff(ctx, "channels:write")} mayAdmin={mayStaff(ctx, "admin")} />
        {children}
      </ConsoleFrame>
    </ClientMessages>
  );
}
