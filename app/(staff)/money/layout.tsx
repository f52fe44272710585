import type { ReactNode } from "react";
import { requireStaff } from "../_lib/guard.ts";
import { ConsoleFrame } from "../_ui/console-frame.tsx";
import { MoneyNav } from "../_ui/money-nav.tsx";

/** Everything about money that needs a person. The pages below stand in this frame: shell, live stream, second level of navigation. */
export default async function MoneyLayout({ children }: { children: ReactNode }) {
  const ctx = await requireStaff("/money");
  return (
    <ConsoleFrame ctx={ctx}>
      <MoneyNav ctx={ctx} />
      {children}
    </ConsoleFrame>
  );
}
