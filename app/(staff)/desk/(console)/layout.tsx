import { type ReactNode, Suspense } from "react";
import { ClientOnly } from "#app/_ui/client-only.tsx";
import { Console } from "../_ui/console.tsx";
import { ConsoleLoading } from "../_ui/console-loading.tsx";

/** The console stands in the layout, so that going from ticket to ticket keeps it. The pages below only name the address. */
export default function ConsoleLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <Suspense fallback={<ConsoleLoading />}>
        <ClientOnly fallback={<ConsoleLoading />}>
          <Console />
        </ClientOnly>
      </Suspense>
      {children}
    </>
  );
}
