import { Lock } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { LinkButton } from "#app/_ui/button.tsx";
import { EmptyState } from "#app/_ui/surface.tsx";

/** Instead of a run or ticket that this browser may not see. The same for what never was and what is somebody else's. */
export async function Gone({ what }: { what: "diagnosis" | "ticket" }) {
  const t = await getTranslations("customer.gone");
  const title = t(`${what}Title`);
  return (
    <>
      <h1 className="sr-only">{title}</h1>
      <EmptyState
        title={title}
        icon={<Lock />}
        action={
          <LinkButton href="/" variant="primary">
            {t("action")}
          </LinkButton>
        }
      >
        {t(`${what}Text`)}
      </EmptyState>
    </>
  );
}
