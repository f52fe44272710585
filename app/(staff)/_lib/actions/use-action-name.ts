"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";
import type { ActionId } from "./list.ts";

type Name = "palette_open";

/** What an action is called. */
export function useActionName(): (id: ActionId) => string {
  const t = useTranslations("actions.names");
  return useCallback((id) => t(id.replace(".", "_") as Name), [t]);
}

/** Other words under which the palette finds it. */
export function useActionAlias(): (id: ActionId) => string {
  const t = useTranslations("actions.aliases");
  return useCallback(
    (id) => {
      const key = id.replace(".", "_") as "list_search";
      return t.has(key) ? t(key) : "";
    },
    [t],
  );
}
