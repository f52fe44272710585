"use client";

/** What may be pressed or filled in. Rows of the list have keys of their own, and their numbers are found by searching. */
const PARTS = "button, a[href], summary, select, textarea, input:not([type=hidden])";
const KNOWN = "[data-action], [data-ticket], [data-choose]";
const MAX = 150;
const LONGEST = 80;

export type OnScreen = { name: string; where: string; element: HTMLElement };

/** What a part of the page is called, as a reader would say it. */
function nameOf(element: HTMLElement): string {
  const label = element.getAttribute("aria-label");
  if (label) return label;
  const labels = "labels" in element ? (element as HTMLInputElement).labels : null;
  if (labels?.[0]) return textOf(labels[0]);
  return textOf(element) || element.title || element.getAttribute("placeholder") || "";
}

/** What is written in it, hints for the eye left out. */
function textOf(node: Node): string {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent ?? "";
  if (
    !(node instanceof Element) ||
    node.getAttribute("aria-hidden") === "true" ||
    /^(SELECT|OPTION)$/.test(node.tagName)
  )
    return "";
  const label = node instanceof SVGElement ? node.getAttribute("aria-label") : null;
  return label ?? [...node.childNodes].map(textOf).join(" ").replace(/\s+/g, " ").trim();
}

/** The part of the page that something stands in, by its heading. */
function whereOf(element: Element): string {
  const part = element.closest("section, aside, article, nav, [role=toolbar]");
  const label = part?.getAttribute("aria-label");
  const by = part?.getAttribute("aria-labelledby");
  return (
    label ??
    textOf((by && document.getElementById(by)) || (part?.querySelector("h2, h3") ?? new Text(""))).slice(0, LONGEST)
  );
}

/**
 * Whatever can be pressed or filled in on the page and is no action of its own: the palette offers it by its name, so that nothing
 * needs a pointer.
 */
export function onScreen(): OnScreen[] {
  const main = document.getElementById("main");
  const found: OnScreen[] = [];
  for (const element of main?.querySelectorAll<HTMLElement>(PARTS) ?? []) {
    if (found.length >= MAX) break;
    if (element.matches(KNOWN) || element.matches(":disabled, [tabindex='-1']") || !element.checkVisibility()) continue;
    const name = nameOf(element).slice(0, LONGEST);
    if (name) found.push({ name, where: whereOf(element), element });
  }
  return found;
}

/** Presses it, or puts the focus there where something is to be filled in. */
export function press({ element }: OnScreen): void {
  element.focus();
  element.scrollIntoView({ block: "nearest" });
  if (!/^(SELECT|TEXTAREA)$/.test(element.tagName) && !(element instanceof HTMLInputElement && takesText(element)))
    element.click();
}

const takesText = ({ type }: HTMLInputElement) => !/^(checkbox|radio|button|submit|file)$/.test(type);
