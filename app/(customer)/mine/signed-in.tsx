import { getTranslations } from "next-intl/server";
import { Button } from "#app/_ui/button.tsx";
import { Card } from "#app/_ui/surface.tsx";
import { end, endAll } from "./actions.ts";

/** As whom this browser is here, so that nobody goes on in another's account unseen, and the ways out. */
export async function SignedIn({ customerId }: { customerId: string }) {
  const t = await getTranslations("mine");
  return (
    <Card className="mt-6 grid gap-4">
      <div>
        <p className="font-medium break-all">{t("who", { id: customerId })}</p>
        <p className="mt-1 text-sm text-muted">
          {t("whoHint")} {t("until")}
        </p>
      </div>
      <div className="flex flex-wrap gap-3">
        <form action={end}>
          <Button variant="secondary">{t("end")}</Button>
        </form>
        <form action="/mine/export" method="post">
          <Button variant="secondary">{t("export")}</Button>
        </form>
        <form action={endAll}>
          <Button variant="ghost">{t("endAll")}</Button>
        </form>
      </div>
    </Card>
  );
}
