import { Fragment } from "react";

/** A text of the description: `code` in backticks, blank lines between paragraphs. */
export function Text({ children }: { children: string }) {
  return children.split(/\n{2,}/).map((paragraph) => (
    <p key={paragraph} className="max-w-prose text-muted">
      <Inline text={paragraph} />
    </p>
  ));
}

/** A line of text with `code` in backticks. */
export function Inline({ text }: { text: string }) {
  return text.split("`").map((part, index) =>
    index % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a fixed text
      <code key={index} className="rounded-md bg-sunken px-1 font-mono text-[0.9em] break-words text-text">
        {part}
      </code>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a fixed text
      <Fragment key={index}>{part}</Fragment>
    ),
  );
}

/** Something to copy. Scrolls sideways by itself and can be reached by keyboard. */
export function Code({ children, label }: { children: string; label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section aria-label={label} tabIndex={0} className="overflow-x-auto rounded-md border border-line bg-sunken">
      <pre className="p-4 font-mono text-sm">{children}</pre>
    </section>
  );
}
