import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ClientOnly } from "#app/_ui/client-only.tsx";
import { Skeleton } from "#app/_ui/surface.tsx";
import { OrderPage } from "../../_ui/order-page.tsx";

type Props = { params: Promise<{ orderNo: string }> };

/** A number in an address may stand in it with signs of its own. */
const numberOf = async (params: Props["params"]): Promise<string> => decodeURIComponent((await params).orderNo);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations("search.order");
  return { title: t("title", { orderNo: await numberOf(params) }), robots: { index: false } };
}

export default async function DeskOrderPage({ params }: Props) {
  const t = await getTranslations("search.order");
  const orderNo = await numberOf(params);
  return (
    <main id="main" className="mx-auto max-w-3xl px-4 py-6 sm:px-6 sm:py-8">
      <h1 className="text-2xl font-semibold break-all">{t("title", { orderNo })}</h1>
      <p className="mt-1 text-muted">{t("lead")}</p>
      <div className="mt-4">
        <ClientOnly fallback={<Skeleton className="h-64" />}>
          <OrderPage orderNo={orderNo} />
        </ClientOnly>
      </div>
    </main>
  );
}
