"use client";

import { Toast } from "@base-ui/react/toast";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { type Tone, ToneIcon } from "./badge.tsx";
import { cx } from "./cx.ts";

const manager = Toast.createToastManager();

type Options = { description?: ReactNode; timeoutMs?: number; action?: { label: string; onClick: () => void } };

function show(tone: Tone, title: ReactNode, { description, timeoutMs = 6_000, action }: Options = {}) {
  return manager.add({
    title,
    description,
    type: tone,
    timeout: timeoutMs,
    priority: tone === "broken" ? "high" : "low",
    ...(action ? { actionProps: { children: action.label, onClick: action.onClick } } : {}),
  });
}

/** Says what happened, from anywhere in the browser; needs one {@link Toaster} on the page. */
export const toast = {
  ok: (title: ReactNode, options?: Options) => show("ok", title, options),
  error: (title: ReactNode, options?: Options) => show("broken", title, { timeoutMs: 0, ...options }),
  info: (title: ReactNode, options?: Options) => show("accent", title, options),
  wait: (title: ReactNode, options?: Options) => show("wait", title, options),
  close: (id: string) => manager.close(id),
};

const iconColour: Record<string, string> = {
  ok: "text-ok",
  broken: "text-broken",
  wait: "text-wait",
  accent: "text-accent-text",
};

function List({ closeLabel }: { closeLabel: string }) {
  const { toasts } = Toast.useToastManager();
  return toasts.map((item) => (
    <Toast.Root
      key={item.id}
      toast={item}
      className="flex w-full items-start gap-3 rounded-md border border-line bg-surface p-4 shadow-md transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0"
    >
      <span className={cx("mt-0.5", iconColour[item.type ?? "accent"])}>
        <ToneIcon tone={(item.type ?? "accent") as Tone} className="size-5" />
      </span>
      <Toast.Content className="min-w-0 flex-1">
        <Toast.Title className="font-medium" />
        <Toast.Description className="text-sm text-muted" />
        <Toast.Action className="mt-2 text-sm font-medium text-accent-text underline-offset-4 hover:underline" />
      </Toast.Content>
      <Toast.Close
        aria-label={closeLabel}
        className="flex size-7 shrink-0 items-center justify-center rounded-md text-muted hover:bg-sunken"
      >
        <X aria-hidden className="size-4" />
      </Toast.Close>
    </Toast.Root>
  ));
}

/** The place where toasts appear: once, in the layout of an area that uses them. */
export function Toaster({ closeLabel }: { closeLabel: string }) {
  return (
    <Toast.Provider toastManager={manager} limit={4}>
      <Toast.Portal>
        <Toast.Viewport className="fixed right-4 bottom-4 z-60 flex w-[calc(100vw-2rem)] max-w-sm flex-col gap-2">
          <List closeLabel={closeLabel} />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}
