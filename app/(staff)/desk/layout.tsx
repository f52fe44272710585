import type { ReactNode } from "react";
import { requireStaff } from "../_lib/guard.ts";
import { ConsoleFrame } from "../_ui/console-frame.tsx";

export default async function DeskLayout({ children }: { children: ReactNode }) {
  const ctx = await requireStaff("/desk");
  return <ConsoleFrame ctx={ctx}>{children}</ConsoleFrame>;
}
