import type { ReactNode } from "react";
import { ClientMessages } from "#app/_lib/i18n/client-messages.tsx";
import { requireStaff } from "../_lib/guard.ts";
import { ConsoleFrame } from "../_ui/console-frame.tsx";
import { SettingsFrame } from "./_ui/settings-nav.tsx";

export default async function SettingsLayout({ children }: { children: ReactNode }) {
  const ctx = await requireStaff("/settings");
  return (
    <ClientMessages areas={["common", "staff", "desk", "settings"]}>
      <ConsoleFrame ctx={ctx}>
        <SettingsFrame ctx={ctx}>{children}</SettingsFrame>
      </ConsoleFrame>
    </ClientMessages>
  );
}
