import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("desk");
  return { title: t("title"), robots: { index: false } };
}

/** The queue. The console itself stands in the layout. */
export default function DeskPage() {
  return null;
}
