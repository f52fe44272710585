import type { ComponentProps } from "react";
import { cx } from "./cx.ts";

/** A table in a box that scrolls sideways by itself; reachable by keyboard. Give it a caption or `aria-label`. */
export function Table({ className, "aria-label": label, ...rest }: ComponentProps<"table">) {
  return (
    // A group and no section: it often stands in a section of the same name, and landmarks need names of their own.
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields
    <div
      role="group"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      // The words for screen readers in it are placed by it, so that they scroll with it and do not widen the page.
      className="relative overflow-x-auto rounded-md print:overflow-visible border border-line bg-surface"
    >
      <table className={cx("w-full border-collapse text-sm", className)} {...rest} />
    </div>
  );
}

type Align = { align?: "left" | "right" };

export function Th({ align = "left", className, ...rest }: Omit<ComponentProps<"th">, "align"> & Align) {
  return (
    <th
      scope="col"
      className={cx(
        "border-b border-line bg-sunken px-3 py-2 text-xs font-medium whitespace-nowrap text-muted print:px-1.5 print:whitespace-normal",
        align === "right" ? "text-right" : "text-left",
        className,
      )}
      {...rest}
    />
  );
}

export function Td({ align = "left", className, ...rest }: Omit<ComponentProps<"td">, "align"> & Align) {
  return (
    <td
      className={cx(
        "border-b border-line px-3 py-2 align-middle print:px-1.5 print:text-xs",
        align === "right" && "text-right tabular",
        className,
      )}
      {...rest}
    />
  );
}

export function Tr({ className, ...rest }: ComponentProps<"tr">) {
  return <tr className={cx("transition-colors last:[&>td]:border-b-0 hover:bg-sunken", className)} {...rest} />;
}
