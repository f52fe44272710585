"use client";

import { PageError } from "./_ui/page-error.tsx";
import "./globals.css";

/** Stands in for the whole page when even the layout failed. */
export default function GlobalError({ error }: { error: Error & { digest?: string } }) {
  return (
    <html lang="zh-CN">
      <body>
        <PageError digest={error.digest} />
      </body>
    </html>
  );
}
