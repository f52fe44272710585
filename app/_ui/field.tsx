import { CircleAlert } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { cx } from "./cx.ts";

const control =
  "block w-full rounded-md border bg-surface px-3 text-base text-text transition-colors placeholder:text-faint disabled:bg-sunken disabled:text-faint";
const border = (invalid: boolean) =>
  invalid ? "border-broken border-2" : "border-line-strong hover:border-muted focus:border-accent";

/** The ids that tie a control to its hint and error. */
export const describedBy = (id: string, hint?: ReactNode, error?: ReactNode) =>
  [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ") || undefined;

export function FieldError({ id, children }: { id: string; children: ReactNode }) {
  return (
    <p id={`${id}-error`} className="mt-1.5 flex items-start gap-1.5 text-sm font-medium text-broken">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span>{children}</span>
    </p>
  );
}

type FieldProps = {
  id: string;
  label: ReactNode;
  hint?: ReactNode;
  error?: ReactNode;
  /** Shown beside the label, for what may be left out. */
  optional?: ReactNode;
  children: ReactNode;
  className?: string;
};

/** A label, its hint, a control and its error, tied together by `id`. */
export function Field({ id, label, hint, error, optional, children, className }: FieldProps) {
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1.5 block font-medium text-text">
        {label}
        {optional ? <span className="ml-2 text-sm font-normal text-faint">{optional}</span> : null}
      </label>
      {hint ? (
        <p id={`${id}-hint`} className="-mt-1 mb-1.5 text-sm text-muted">
          {hint}
        </p>
      ) : null}
      {children}
      {error ? <FieldError id={id}>{error}</FieldError> : null}
    </div>
  );
}

type Extra = { id: string; hint?: ReactNode; error?: ReactNode };

export function Input({ hint, error, className, ...rest }: ComponentProps<"input"> & Extra) {
  return (
    <input
      className={cx(control, border(Boolean(error)), "h-11 [&[readonly]]:bg-sunken", className)}
      aria-invalid={error ? true : undefined}
      aria-describedby={describedBy(rest.id, hint, error)}
      {...rest}
    />
  );
}

export function Textarea({ hint, error, className, rows = 4, ...rest }: ComponentProps<"textarea"> & Extra) {
  return (
    <textarea
      rows={rows}
      className={cx(control, border(Boolean(error)), "py-2.5 [&[readonly]]:bg-sunken", className)}
      aria-invalid={error ? true : undefined}
      aria-describedby={describedBy(rest.id, hint, error)}
      {...rest}
    />
  );
}

type Option = { value: string; label: ReactNode; hint?: ReactNode };

export function Select({
  hint,
  error,
  className,
  options,
  ...rest
}: ComponentProps<"select"> & Extra & { options: { value: string; label: string; disabled?: boolean }[] }) {
  return (
    <select
      className={cx(control, border(Boolean(error)), "h-11", className)}
      aria-invalid={error ? true : undefined}
      aria-describedby={describedBy(rest.id, hint, error)}
      {...rest}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value} disabled={option.disabled}>
          {option.label}
        </option>
      ))}
    </select>
  );
}

type RadioCardsProps = {
  id: string;
  name: string;
  legend: ReactNode;
  /** The legend is the heading of the page. */
  legendIsHeading?: boolean;
  hint?: ReactNode;
  error?: ReactNode;
  options: Option[];
  defaultValue?: string | undefined;
  required?: boolean;
};

/** One of several, each a full-width target. The first input has the id, so that an error summary can link to it. */
export function RadioCards(props: RadioCardsProps) {
  const { id, name, legend, legendIsHeading, hint, error, options, defaultValue, required } = props;
  return (
    <fieldset aria-describedby={describedBy(id, hint, error)}>
      <legend className={legendIsHeading ? "w-full" : "mb-1.5 font-medium"}>
        {legendIsHeading ? <h1 className="text-2xl font-semibold sm:text-3xl">{legend}</h1> : legend}
      </legend>
      {hint ? (
        <div id={`${id}-hint`} className={cx("text-muted", legendIsHeading ? "mt-2 mb-5" : "-mt-1 mb-2 text-sm")}>
          {hint}
        </div>
      ) : null}
      {error ? (
        <div className="mb-3">
          <FieldError id={id}>{error}</FieldError>
        </div>
      ) : null}
      <div className="grid gap-2">
        {options.map((option, index) => (
          <label
            key={option.value}
            className="flex min-h-13 cursor-pointer items-start gap-3 rounded-md border border-line-strong bg-surface px-4 py-3 transition-colors hover:bg-sunken has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              id={index === 0 ? id : undefined}
              name={name}
              value={option.value}
              defaultChecked={option.value === defaultValue}
              required={required}
              className="mt-1 size-4.5 shrink-0 accent-accent outline-none"
            />
            <span>
              <span className="block">{option.label}</span>
              {option.hint ? <span className="block text-sm text-muted">{option.hint}</span> : null}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
