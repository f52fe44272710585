import type { ReactNode } from "react";
import { ClientMessages } from "#app/_lib/i18n/client-messages.tsx";

export default function CustomersLayout({ children }: { children: ReactNode }) {
  return <ClientMessages areas={["common", "staff", "desk", "riskRules"]}>{children}</ClientMessages>;
}
