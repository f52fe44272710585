"use client";

import { Tooltip as Base } from "@base-ui/react/tooltip";
import type { ReactElement, ReactNode } from "react";

type Props = { content: ReactNode; children: ReactElement; side?: "top" | "right" | "bottom" | "left" };

/** More words on hover and focus. Never the only place of something needed: touch screens do not hover. */
export function Tooltip({ content, children, side = "top" }: Props) {
  return (
    <Base.Provider delay={300}>
      <Base.Root>
        <Base.Trigger render={children} />
        <Base.Portal>
          <Base.Positioner side={side} sideOffset={6} className="z-50">
            <Base.Popup className="max-w-xs rounded-md bg-text px-2.5 py-1.5 text-xs text-canvas shadow-md transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0">
              {content}
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
    </Base.Provider>
  );
}
