import type { ComponentProps, ReactNode } from "react";
import { cx } from "./cx.ts";

export const buttonVariants = ["primary", "secondary", "ghost", "danger"] as const;
export type ButtonVariant = (typeof buttonVariants)[number];
/** `touch` is for customers (44 px); `compact` for the console. */
export type ButtonSize = "touch" | "compact";

const variants: Record<ButtonVariant, string> = {
  primary: "bg-accent text-on-accent hover:bg-accent-hover",
  secondary: "border border-line-strong bg-surface text-text hover:bg-sunken",
  ghost: "text-accent-text hover:bg-accent-soft",
  danger: "bg-broken text-on-broken hover:opacity-90",
};
const sizes: Record<ButtonSize, string> = {
  touch: "touch px-5 py-2 text-base",
  compact: "min-h-8 px-3 py-1 text-sm",
};

/** The classes of a button, for what must look like one (a `<label>`, a `<summary>`). */
export function buttonClass(variant: ButtonVariant = "primary", size: ButtonSize = "touch", className?: string) {
  return cx(
    "inline-flex items-center justify-center gap-2 rounded-md font-medium transition-colors select-none",
    "disabled:opacity-60 aria-disabled:opacity-60",
    variants[variant],
    sizes[size],
    className,
  );
}

type Look = { variant?: ButtonVariant; size?: ButtonSize; icon?: ReactNode };

export function Button({
  variant,
  size,
  icon,
  className,
  children,
  type = "submit",
  ...rest
}: ComponentProps<"button"> & Look) {
  return (
    <button type={type} className={buttonClass(variant, size, className)} {...rest}>
      {icon}
      {children}
    </button>
  );
}

/** A link that looks like a button. A full page load on purpose: customers' pages carry no router. */
export function LinkButton({
  variant = "secondary",
  size,
  icon,
  className,
  children,
  ...rest
}: ComponentProps<"a"> & Look & { href: string }) {
  return (
    <a className={buttonClass(variant, size, className)} {...rest}>
      {icon}
      {children}
    </a>
  );
}
