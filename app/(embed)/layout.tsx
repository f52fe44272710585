import type { ReactNode } from "react";

/** Framed pages have nothing around them: the shop's own page is around them. */
export default function EmbedLayout({ children }: { children: ReactNode }) {
  return <>{children}</>;
}
