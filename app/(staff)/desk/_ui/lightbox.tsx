"use client";

import { useTranslations } from "next-intl";
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import { cx } from "#app/_ui/cx.ts";
import { RevealDialog } from "#app/(staff)/_ui/masked.tsx";
import type { Attachment } from "#server/tickets/schemas.ts";
import { type Point, pointIn, ZOOM_STEP } from "../_lib/picture-view.ts";
import { type PictureControl, usePictureView } from "../_lib/use-picture-view.ts";
import { type Redaction, useRedaction } from "../_lib/use-redaction.ts";
import { LightboxTools, RedactionBar } from "./lightbox-tools.tsx";

const PAN_PX = 60;
/** As long as the server lets a pass open something. */
const PASS_MS = 60_000;

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
  const box = useRef<HTMLElement>(null);
  const control = usePictureView();
  const [asking, setAsking] = useState(false);
  const [pass, setPass] = usePass(at);
  const redaction = useRedaction(at, pass !== null, onRedacted);
  const index = Math.max(
    0,
    pictures.findIndex(({ id }) => id === at),
  );
  const picture = pictures[index];
  const { reset } = control;
  const begin = useRef(() => {});
  begin.current = () => {
    reset();
    redaction.reset();
    box.current?.focus();
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: another picture begins anew
  useEffect(() => begin.current(), [at]);
  if (!picture) return null;
  const go = (by: number) => {
    const next = pictures[(index + by + pictures.length) % pictures.length];
    if (next) onAt(next.id);
  };
  const close = () => (redaction.marking ? redaction.setMarking(false) : onAt(null));
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || asking) return;
    const act = keysOf(control, redaction.marking, { go, close, pane: sizeOf(box.current) }).get(event.key);
    if (!act) return;
    event.preventDefault();
    // The desk has other meanings for some of these keys.
    event.stopPropagation();
    act();
  };
  return (
    <section
      ref={box}
      tabIndex={-1}
      aria-label={t("title", { name: picture.name })}
      onKeyDown={onKey}
      className="absolute inset-0 z-20 flex flex-col bg-surface outline-none"
    >
      <LightboxTools
        name={picture.name}
        place={{ index, of: pictures.length }}
        control={control}
        redaction={redaction}
        onOriginal={picture.redacted ? () => setAsking(true) : undefined}
        onGo={go}
        onClose={() => onAt(null)}
      />
      {redaction.marking ? <RedactionBar redaction={redaction} /> : null}
      <Canvas src={sourceOf(picture.id, fresh, pass)} name={picture.name} control={control} redaction={redaction} />
      <p className="hidden border-t border-line px-4 py-1.5 text-xs text-muted lg:block">{t("keys")}</p>
      <RevealDialog
        subject={`picture:${picture.id}`}
        field="picture"
        open={asking}
        onOpenChange={setAsking}
        onShown={setPass}
      />
    </section>
  );
}

/** What opens one picture as it was given, until its minute is over. */
function usePass(at: string): [string | null, (text: string) => void] {
  const [pass, setPass] = useState<{ id: string; text: string } | null>(null);
  useEffect(() => {
    if (!pass) return;
    const timer = setTimeout(() => setPass(null), PASS_MS);
    return () => clearTimeout(timer);
  }, [pass]);
  return [pass?.id === at ? pass.text : null, (text) => setPass({ id: at, text })];
}

type Size = { width: number; height: number };
const sizeOf = (element: Element | null): Size => element?.getBoundingClientRect() ?? { width: 0, height: 0 };

function keysOf(
  { zoom, turn, pan, reset }: PictureControl,
  marking: boolean,
  { go, close, pane }: { go: (by: number) => void; close: () => void; pane: Size },
) {
  const turned = (by: number) => () => marking || turn(by);
  return new Map<string, () => void>([
    ["+", () => zoom(ZOOM_STEP)],
    ["=", () => zoom(ZOOM_STEP)],
    ["-", () => zoom(1 / ZOOM_STEP)],
    ["0", reset],
    ["[", turned(-90)],
    ["]", turned(90)],
    ["<", () => go(-1)],
    [">", () => go(1)],
    [",", () => go(-1)],
    [".", () => go(1)],
    ["ArrowLeft", () => pan(PAN_PX, 0, pane)],
    ["ArrowRight", () => pan(-PAN_PX, 0, pane)],
    ["ArrowUp", () => pan(0, PAN_PX, pane)],
    ["ArrowDown", () => pan(0, -PAN_PX, pane)],
    ["Escape", close],
  ]);
}

function sourceOf(id: string, fresh: number, pass: string | null): string {
  if (pass !== null) return `/api/attachments/${id}?original=${encodeURIComponent(pass)}`;
  return `/api/attachments/${id}${fresh > 0 ? `?v=${fresh}` : ""}`;
}

type CanvasProps = { src: string; name: string; control: PictureControl; redaction: Redaction };

/** The picture itself: moved by dragging, or drawn on. */
function Canvas({ src, name, control: { view, zoom, pan }, redaction }: CanvasProps) {
  const image = useRef<HTMLImageElement>(null);
  const { marking, shown } = redaction;
  const pointOf = ({ clientX: x, clientY: y }: PointerEvent): Point =>
    image.current ? pointIn({ x, y }, image.current.getBoundingClientRect()) : { x: 0, y: 0 };
  return (
    <div
      className={cx(
        "relative min-h-0 flex-1 touch-none overflow-hidden bg-sunken select-none",
        marking ? "cursor-crosshair" : "cursor-grab active:cursor-grabbing",
      )}
      onWheel={({ currentTarget, clientX, clientY, deltaY }) => {
        const { left, top, width, height } = currentTarget.getBoundingClientRect();
        const about = { x: clientX - left - width / 2, y: clientY - top - height / 2 };
        zoom(deltaY < 0 ? ZOOM_STEP : 1 / ZOOM_STEP, about);
      }}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        if (marking) redaction.begin(pointOf(event));
      }}
      onPointerMove={(event) => {
        if (event.buttons !== 1) return;
        if (marking) redaction.move(pointOf(event));
        else pan(event.movementX, event.movementY, sizeOf(event.currentTarget));
      }}
      onPointerUp={redaction.end}
    >
      <div
        className="absolute inset-0 flex items-center justify-center p-4"
        style={{ transform: `translate(${view.x}px, ${view.y}px) rotate(${view.turn}deg) scale(${view.zoom})` }}
      >
        <div className="relative max-h-full max-w-full">
          {/* biome-ignore lint/performance/noImgElement: private files behind a permission, not for an image cache */}
          <img
            ref={image}
            src={src}
            alt={name}
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
  );
}
