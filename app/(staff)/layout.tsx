import type { ReactNode } from "react";
import { ClientMessages } from "#app/_lib/i18n/client-messages.tsx";

export default function StaffLayout({ children }: { children: ReactNode }) {
  return (
    <ClientMessages
      areas={[
        "common",
        "staff",
        "desk",
        "actions",
        "views",
        "search",
        "money",
        "cases",
        "callbacks",
        "commands",
        "proofs",
        "appeals",
        "privacy",
        "mine",
        "work",
        "workbench",
      ]}
    >
      {children}
    </ClientMessages>
  );
}
