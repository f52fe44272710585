import type { ComponentProps, ReactNode } from "react";
import { type Tone, ToneIcon, toneClass } from "./badge.tsx";
import { cx } from "./cx.ts";

/** A raised block of content. */
export function Card({ className, ...rest }: ComponentProps<"section">) {
  return <section className={cx("rounded-md border border-line bg-surface p-5 sm:p-6", className)} {...rest} />;
}

type BannerProps = {
  tone: Tone;
  title?: ReactNode;
  children?: ReactNode;
  /** `alert` is read out at once, for what just happened; `status` waits its turn. */
  role?: "alert" | "status";
  className?: string;
};

/** A message about the page as a whole. */
export function Banner({ tone, title, children, role, className }: BannerProps) {
  return (
    <div role={role} className={cx("flex gap-3 rounded-md px-4 py-3", toneClass[tone], className)}>
      <ToneIcon tone={tone} className="mt-0.5 size-5" />
      <div className="min-w-0 flex-1">
        {title ? <p className="font-semibold">{title}</p> : null}
        {children ? <div className="text-text">{children}</div> : null}
      </div>
    </div>
  );
}

type StateProps = { title: ReactNode; children?: ReactNode; action?: ReactNode; icon?: ReactNode; className?: string };

/** Nothing to show, and why, and what to do about it. */
export function EmptyState({ title, children, action, icon, className }: StateProps) {
  return (
    <div className={cx("flex flex-col items-center px-6 py-12 text-center", className)}>
      {icon ? <div className="mb-3 text-faint [&>svg]:size-8">{icon}</div> : null}
      <p className="text-lg font-semibold">{title}</p>
      {children ? <div className="mt-1 max-w-prose text-muted">{children}</div> : null}
      {action ? <div className="mt-5 flex flex-wrap justify-center gap-3">{action}</div> : null}
    </div>
  );
}

/** Something failed: what, what was kept, what to do now. */
export function ErrorState(props: StateProps) {
  return (
    <div role="alert">
      <EmptyState {...props} icon={props.icon ?? <ToneIcon tone="broken" className="size-8 text-broken" />} />
    </div>
  );
}

/** The place of something that is being loaded. Give it a height by class. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cx("pulse rounded-md bg-sunken", className)} />;
}

export function Spinner({ className }: { className?: string }) {
  return (
    <span
      aria-hidden
      className={cx("spin inline-block size-4 rounded-full border-2 border-current border-t-transparent", className)}
    />
  );
}

export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd className="inline-flex min-w-5 items-center justify-center rounded-md border border-line bg-sunken px-1 font-mono text-xs text-muted">
      {children}
    </kbd>
  );
}

type HeaderProps = { title: ReactNode; eyebrow?: ReactNode; description?: ReactNode; actions?: ReactNode };

/** The head of a page: its one h1. */
export function PageHeader({ title, eyebrow, description, actions }: HeaderProps) {
  return (
    <header className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
      <div className="min-w-0">
        {eyebrow ? <p className="mb-1 text-sm text-faint">{eyebrow}</p> : null}
        <h1 className="text-2xl font-semibold sm:text-3xl">{title}</h1>
        {description ? <div className="mt-2 max-w-prose text-muted">{description}</div> : null}
      </div>
      {actions ? <div className="flex flex-wrap gap-2">{actions}</div> : null}
    </header>
  );
}

/** Pairs of a name and a value. */
export function Facts({ items, className }: { items: { label: ReactNode; value: ReactNode }[]; className?: string }) {
  return (
    <dl className={cx("divide-y divide-line", className)}>
      {items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: labels are nodes; the list does not change its order
        <div key={index} className="flex flex-wrap justify-between gap-x-6 gap-y-0.5 py-2.5">
          <dt className="text-muted">{item.label}</dt>
          <dd className="ml-auto min-w-0 text-right font-medium break-words tabular">{item.value}</dd>
        </div>
      ))}
    </dl>
  );
}
