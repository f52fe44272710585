import type { ReactNode } from "react";
import { ClientMessages } from "#app/_lib/i18n/client-messages.tsx";
import { requireStaff } from "../_lib/guard.ts";
import { ConsoleFrame } from "../_ui/console-frame.tsx";
import { ChecklistNav } from "./_ui/checklist-nav.tsx";

/** The place of those who keep the checklist: its graph, a simulator, its versions, and what agents teach. */
export default async function ChecklistLayout({ children }: { children: ReactNode }) {
  const ctx = await requireStaff("/checklist");
  return (
    <ConsoleFrame ctx={ctx}>
      <ClientMessages areas={["common", "staff", "desk", "checklist"]}>
        <ChecklistNav />
        <main id="main" className="mx-auto max-w-screen-2xl px-4 py-6 sm:px-6 sm:py-8">
          {children}
        </main>
      </ClientMessages>
    </ConsoleFrame>
  );
}
