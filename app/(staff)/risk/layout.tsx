import type { ReactNode } from "react";
import { requireStaff } from "../_lib/guard.ts";
import { ConsoleFrame } from "../_ui/console-frame.tsx";
import { RiskNav } from "./_ui/risk-nav.tsx";

/** Everything about risk that needs a person. The pages below stand in this frame: shell, live stream, second level of navigation. */
export default async function RiskLayout({ children }: { children: ReactNode }) {
  const ctx = await requireStaff("/risk");
  return (
    <ConsoleFrame ctx={ctx}>
      <RiskNav />
      {children}
    </ConsoleFrame>
  );
}
