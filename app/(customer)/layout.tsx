import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { AppBar } from "#app/_ui/app-bar.tsx";

export default async function CustomerLayout({ children }: { children: ReactNode }) {
  const t = await getTranslations("customer.footer");
  return (
    <div className="flex min-h-dvh flex-col">
      <AppBar />
      <main id="main" className="mx-auto w-full max-w-3xl flex-1 px-4 py-8 sm:px-6 sm:py-12">
        {children}
      </main>
      <footer className="border-t border-line">
        <p className="mx-auto max-w-3xl px-4 py-5 text-sm text-faint sm:px-6">{t("safe")}</p>
      </footer>
    </div>
  );
}
