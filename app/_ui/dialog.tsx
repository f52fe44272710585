"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { type KeyboardEvent, type ReactElement, type ReactNode, useRef } from "react";
import { cx } from "./cx.ts";

type Props = {
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  /** The element that opens it; leave out when `open` is controlled. */
  trigger?: ReactElement;
  title: ReactNode;
  description?: ReactNode;
  children?: ReactNode;
  footer?: ReactNode;
  /** The words on the closing cross, for those who cannot see it. */
  closeLabel: string;
  wide?: boolean;
};

/** What a dialog is opened for: a field, or what says so of itself. */
const FIRST = "[data-first], input:not([type=checkbox]):not([type=radio]), select, textarea";

/** Ctrl or ⌘ with Enter confirms what a dialog asks for, wherever in it the focus is. */
function confirm(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing) return;
  const form = event.currentTarget.querySelector("form");
  if (!form || event.defaultPrevented) return;
  event.preventDefault();
  form.requestSubmit();
}

/** A modal: traps focus, closes by Escape, gives focus back. What is to be filled in has the focus first. */
export function Dialog({ open, onOpenChange, trigger, title, description, children, footer, closeLabel, wide }: Props) {
  const content = useRef<HTMLDivElement>(null);
  const first = (by: string) => {
    // On a phone the keyboard would cover what is to be read.
    const field = by === "touch" ? null : content.current?.querySelector<HTMLElement>(FIRST);
    // At once, not with the next frame: letters that follow the key that opened the dialog are meant for it.
    field?.focus();
    return field ?? true;
  };
  return (
    <Base.Root {...(open === undefined ? {} : { open })} {...(onOpenChange ? { onOpenChange } : {})}>
      {trigger ? <Base.Trigger render={trigger} /> : null}
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-50 bg-scrim transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Popup
          initialFocus={first}
          onKeyDown={confirm}
          className={cx(
            "fixed top-1/2 left-1/2 z-50 flex max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] -translate-x-1/2 -translate-y-1/2 flex-col rounded-md border border-line bg-surface shadow-md",
            "transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0",
            wide ? "max-w-3xl" : "max-w-lg",
          )}
        >
          <div className="flex items-start justify-between gap-4 px-5 pt-4">
            <div className="min-w-0">
              <Base.Title className="text-lg font-semibold wrap-anywhere">{title}</Base.Title>
              {description ? (
                <Base.Description className="mt-1 text-sm wrap-anywhere text-muted">{description}</Base.Description>
              ) : null}
            </div>
            <Base.Close
              aria-label={closeLabel}
              className="-mr-2 flex size-9 shrink-0 items-center justify-center rounded-md text-muted hover:bg-sunken"
            >
              <X aria-hidden className="size-4" />
            </Base.Close>
          </div>
          <div ref={content} className="overflow-y-auto px-5 py-4">
            {children}
          </div>
          {footer ? <div className="flex justify-end gap-2 border-t border-line px-5 py-3">{footer}</div> : null}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

/** Closes the dialog it stands in; `render` is the button to use. */
export const DialogClose = Base.Close;
