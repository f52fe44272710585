"use client";

import type { ReactNode } from "react";
import { does } from "#app/(staff)/_lib/actions/does.ts";
import type { ActionId } from "#app/(staff)/_lib/actions/list.ts";
import { Section } from "./ticket-facts.tsx";

type Props = {
  title: string;
  /** What folds it out by key. */
  action: ActionId;
  open: boolean;
  onToggle: () => void;
  /** What the button says now. */
  label: string;
  /** What is shown while it is open; nothing otherwise. */
  children: ReactNode;
};

/** A part of a ticket that is folded away until somebody asks for it. */
export function FoldSection({ title, action, open, onToggle, label, children }: Props) {
  return (
    <Section
      title={title}
      aside={
        <button
          type="button"
          aria-expanded={open}
          onClick={onToggle}
          {...does(action)}
          className="text-sm text-accent-text hover:underline"
        >
          {label}
        </button>
      }
    >
      {children}
    </Section>
  );
}
