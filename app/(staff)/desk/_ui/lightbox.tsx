"use client";

import { useMutation } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight, Eye, RotateCcw, RotateCw, Square, X, ZoomIn, ZoomOut } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { cx } from "#app/_ui/cx.ts";
import { toast } from "#app/_ui/toaster.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { RevealDialog } from "#app/(staff)/_ui/masked.tsx";
import type { Attachment, Rectangle } from "#server/tickets/schemas.ts";
import { useMay } from "../_lib/desk-context.tsx";

const MIN_ZOOM = 0.5;
const MAX_ZOOM = 8;
const STEP = 1.25;
const PAN_PX = 60;
/** As long as the server lets a pass open something. */
const PASS_MS = 60_000;
/** A rectangle thinner than this was a slip of the hand. */
const MIN_PART = 0.004;

type Point = { x: number; y: number };
type View = { zoom: number; turn: number; x: number; y: number };
const whole: View = { zoom: 1, turn: 0, x: 0, y: 0 };

type Props = {
  pictures: readonly Attachment[];
  at: string;
  onAt: (id: string | null) => void;
  /** Counted up after a picture was blacked out, so that the browser asks again. */
  fresh: number;
  onRedacted: () => void;
};

/**
 * A picture as large as the pane, so that the order's trace stays beside it. Wheel and + - zoom, [ ] turn, arrows move it, < > go to
 * the next one, Escape closes. Parts can be made black for everybody at the desk.
 */
export function Lightbox({ pictures, at, onAt, fresh, onRedacted }: Props) {
  const t = useTranslations("work.lightbox");
  const mayWrite = useMay("tickets:write");
  const mayReveal = useMay("pii:reveal");
  const reveal = useTranslations("privacy.reveal");
  const failure = useFailureText();
  const [asking, setAsking] = useState(false);
  /** Opens the picture as it was given, for a minute. */
  const [pass, setPass] = useState<{ id: string; text: string } | null>(null);
  useEffect(() => {
    if (!pass) return;
    const timer = setTimeout(() => setPass(null), PASS_MS);
    return () => clearTimeout(timer);
  }, [pass]);
  const box = useRef<HTMLDivElement>(null);
  const image = useRef<HTMLImageElement>(null);
  const [view, setView] = useState<View>(whole);
  const [marking, setMarking] = useState(false);
  const [parts, setParts] = useState<Rectangle[]>([]);
  const [drag, setDrag] = useState<{ from: Point; to: Point } | null>(null);
  const index = Math.max(
    0,
    pictures.findIndex(({ id }) => id === at),
  );
  const picture = pictures[index];
  // biome-ignore lint/correctness/useExhaustiveDependencies: another picture begins anew
  useEffect(() => {
    setView(whole);
    setParts([]);
    setMarking(false);
    box.current?.focus();
  }, [at]);
  const redact = useMutation({
    mutationFn: () => trpc.ticketWork.redact.mutate({ id: at, rectangles: parts }),
    onSuccess: () => {
      toast.ok(t("redacted"));
      setParts([]);
      setMarking(false);
      onRedacted();
    },
    onError: (error) => void toast.error(failure(error)),
  });
  if (!picture) return null;
  const zoom = (by: number) =>
    setView((old) => ({ ...old, zoom: Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, old.zoom * by)) }));
  const turn = (by: number) => {
    // Rectangles are in fractions of the picture as it stands: it is turned back to mark them.
    if (!marking) setView((old) => ({ ...old, turn: (old.turn + by + 360) % 360 }));
  };
  const pan = (x: number, y: number) => setView((old) => ({ ...old, x: old.x + x, y: old.y + y }));
  const go = (by: number) => {
    const next = pictures[(index + by + pictures.length) % pictures.length];
    if (next) onAt(next.id);
  };
  const keys = new Map<string, () => void>([
    ["+", () => zoom(STEP)],
    ["=", () => zoom(STEP)],
    ["-", () => zoom(1 / STEP)],
    ["0", () => setView(whole)],
    ["[", () => turn(-90)],
    ["]", () => turn(90)],
    ["<", () => go(-1)],
    [">", () => go(1)],
    [",", () => go(-1)],
    [".", () => go(1)],
    ["ArrowLeft", () => pan(PAN_PX, 0)],
    ["ArrowRight", () => pan(-PAN_PX, 0)],
    ["ArrowUp", () => pan(0, PAN_PX)],
    ["ArrowDown", () => pan(0, -PAN_PX)],
    ["Escape", () => (marking ? setMarking(false) : onAt(null))],
  ]);
  const onKey = (event: KeyboardEvent) => {
    const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys.get(event.key);
    if (!act) return;
    event.preventDefault();
    // The desk has other meanings for some of these keys.
    event.stopPropagation();
    act();
  };
  const pointOf = (event: PointerEvent): Point => {
    const area = image.current?.getBoundingClientRect();
    if (!area || area.width === 0) return { x: 0, y: 0 };
    const within = (value: number) => Math.min(1, Math.max(0, value));
    return {
      x: within((event.clientX - area.left) / area.width),
      y: within((event.clientY - area.top) / area.height),
    };
  };
  const onMove = (event: PointerEvent) => {
    if (event.buttons !== 1) return;
    if (marking) setDrag((old) => old && { ...old, to: pointOf(event) });
    else pan(event.movementX, event.movementY);
  };
  const onUp = () => {
    if (!drag) return;
    const part = rectangleOf(drag.from, drag.to);
    if (part.width >= MIN_PART && part.height >= MIN_PART) setParts((old) => [...old, part]);
    setDrag(null);
  };
  const shown = drag ? [...parts, rectangleOf(drag.from, drag.to)] : parts;
  return (
    <section
      ref={box}
      tabIndex={-1}
      aria-label={t("title", { name: picture.name })}
      onKeyDown={onKey}
      className="absolute inset-0 z-20 flex flex-col bg-surface outline-none"
    >
      <div className="flex flex-wrap items-center gap-1 border-b border-line px-2 py-1">
        <p className="min-w-0 flex-1 truncate px-2 text-sm">
          {picture.name}
          {pictures.length > 1 ? (
            <span className="ml-2 text-muted tabular">
              {index + 1} / {pictures.length}
            </span>
          ) : null}
        </p>
        {pictures.length > 1 ? (
          <>
            <Tool label={t("previous")} onClick={() => go(-1)} icon={<ChevronLeft aria-hidden className="size-5" />} />
            <Tool label={t("next")} onClick={() => go(1)} icon={<ChevronRight aria-hidden className="size-5" />} />
          </>
        ) : null}
        <Tool label={t("out")} onClick={() => zoom(1 / STEP)} icon={<ZoomOut aria-hidden className="size-5" />} />
        <Tool label={t("in")} onClick={() => zoom(STEP)} icon={<ZoomIn aria-hidden className="size-5" />} />
        <Tool label={t("left")} onClick={() => turn(-90)} icon={<RotateCcw aria-hidden className="size-5" />} />
        <Tool label={t("right")} onClick={() => turn(90)} icon={<RotateCw aria-hidden className="size-5" />} />
        {picture.redacted && mayReveal ? (
          <Tool
            label={reveal("show.picture")}
            onClick={() => setAsking(true)}
            icon={<Eye aria-hidden className="size-5" />}
          />
        ) : null}
        {mayWrite ? (
          <Tool
            label={t("mark")}
            pressed={marking}
            onClick={() => {
              setView((old) => ({ ...old, turn: 0 }));
              setMarking(!marking);
            }}
            icon={<Square aria-hidden className="size-5 fill-current" />}
          />
        ) : null}
        <Tool label={t("close")} onClick={() => onAt(null)} icon={<X aria-hidden className="size-5" />} />
      </div>
      {marking ? (
        <div className="flex flex-wrap items-center justify-between gap-2 border-b border-line bg-wait-soft px-4 py-2 text-sm">
          <p>{t("markHint")}</p>
          <span className="flex gap-2">
            <Button
              type="button"
              size="compact"
              variant="secondary"
              disabled={parts.length === 0}
              onClick={() => setParts((old) => old.slice(0, -1))}
            >
              {t("undo")}
            </Button>
            <Button
              type="button"
              size="compact"
              disabled={parts.length === 0 || redact.isPending}
              onClick={() => redact.mutate()}
            >
              {t("apply", { n: parts.length })}
            </Button>
          </span>
        </div>
      ) : null}
      <div
        className={cx(
          "relative min-h-0 flex-1 touch-none overflow-hidden bg-sunken select-none",
          marking ? "cursor-crosshair" : "cursor-grab active:cursor-grabbing",
        )}
        onWheel={(event) => zoom(event.deltaY < 0 ? STEP : 1 / STEP)}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          if (marking) {
            const from = pointOf(event);
            setDrag({ from, to: from });
          }
        }}
        onPointerMove={onMove}
        onPointerUp={onUp}
      >
        <div
          className="absolute inset-0 flex items-center justify-center p-4"
          style={{ transform: `translate(${view.x}px, ${view.y}px) rotate(${view.turn}deg) scale(${view.zoom})` }}
        >
          <div className="relative max-h-full max-w-full">
            {/* biome-ignore lint/performance/noImgElement: private files behind a permission, not for an image cache */}
            <img
              ref={image}
              src={sourceOf(picture.id, fresh, pass?.id === picture.id ? pass.text : null)}
              alt={picture.name}
              draggable={false}
              className="max-h-[calc(100dvh-12rem)] max-w-full object-contain"
            />
            {shown.map((part) => (
              <span
                key={`${part.x} ${part.y} ${part.width} ${part.height}`}
                aria-hidden
                className="absolute bg-black"
                style={{
                  left: `${part.x * 100}%`,
                  top: `${part.y * 100}%`,
                  width: `${part.width * 100}%`,
                  height: `${part.height * 100}%`,
                }}
              />
            ))}
          </div>
        </div>
      </div>
      <RevealDialog
        subject={`picture:${picture.id}`}
        field="picture"
        open={asking}
        onOpenChange={setAsking}
        onShown={(text) => setPass({ id: picture.id, text })}
      />
      <p className="hidden border-t border-line px-4 py-1.5 text-xs text-muted lg:block">{t("keys")}</p>
    </section>
  );
}

function sourceOf(id: string, fresh: number, pass: string | null): string {
  if (pass !== null) return `/api/attachments/${id}?original=${encodeURIComponent(pass)}`;
  return `/api/attachments/${id}${fresh > 0 ? `?v=${fresh}` : ""}`;
}

type ToolProps = { label: string; onClick: () => void; icon: ReactNode; pressed?: boolean };

function Tool({ label, onClick, icon, pressed }: ToolProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      aria-pressed={pressed}
      onClick={onClick}
      className={cx(
        "inline-flex size-11 items-center justify-center rounded-md text-muted hover:bg-sunken hover:text-text lg:size-9",
        pressed && "bg-accent-soft text-accent-text",
      )}
    >
      {icon}
    </button>
  );
}

/** Between two corners, whichever way it was drawn. */
export const rectangleOf = (a: Point, b: Point): Rectangle => ({
  x: Math.min(a.x, b.x),
  y: Math.min(a.y, b.y),
  width: Math.abs(a.x - b.x),
  height: Math.abs(a.y - b.y),
});
