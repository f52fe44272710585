"use client";

import { useEffect } from "react";
import { clearDrafts } from "../_lib/draft.ts";

/** What has been sent need not stay in the browser. */
export function ForgetDrafts({ prefix }: { prefix: string }) {
  useEffect(() => clearDrafts(prefix), [prefix]);
  return null;
}
