"use client";

import { ChevronLeft, ChevronRight, Eye, RotateCcw, RotateCw, Square, X, ZoomIn, ZoomOut } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "#app/_ui/button.tsx";
import { cx } from "#app/_ui/cx.ts";
import { useMay } from "../_lib/desk-context.tsx";
import { ZOOM_STEP } from "../_lib/picture-view.ts";
import type { PictureControl } from "../_lib/use-picture-view.ts";
import type { Redaction } from "../_lib/use-redaction.ts";

type Props = {
  name: string;
  place: { index: number; of: number };
  control: PictureControl;
  redaction: Redaction;
  /** Asks for the picture as it was given; undefined where it is what is shown. */
  onOriginal: (() => void) | undefined;
  onGo: (by: number) => void;
  onClose: () => void;
};

/** What can be done with a picture, by whoever has no keyboard at hand. */
export function LightboxTools({ name, place, control, redaction, onOriginal, onGo, onClose }: Props) {
  const t = useTranslations("work.lightbox");
  const reveal = useTranslations("privacy.reveal");
  const mayWrite = useMay("tickets:write");
  const mayReveal = useMay("pii:reveal");
  const { marking, setMarking } = redaction;
  return (
    <div className="flex flex-wrap items-center gap-1 border-b border-line px-2 py-1">
      <p className="min-w-0 flex-1 truncate px-2 text-sm">
        {name}
        {place.of > 1 ? (
          <span className="ml-2 text-muted tabular">
            {place.index + 1} / {place.of}
          </span>
        ) : null}
      </p>
      {place.of > 1 ? (
        <>
          <Tool label={t("previous")} onClick={() => onGo(-1)} icon={<ChevronLeft aria-hidden className="size-5" />} />
          <Tool label={t("next")} onClick={() => onGo(1)} icon={<ChevronRight aria-hidden className="size-5" />} />
        </>
      ) : null}
      <Tool
        label={t("out")}
        onClick={() => control.zoom(1 / ZOOM_STEP)}
        icon={<ZoomOut aria-hidden className="size-5" />}
      />
      <Tool label={t("in")} onClick={() => control.zoom(ZOOM_STEP)} icon={<ZoomIn aria-hidden className="size-5" />} />
      <Tool
        label={t("left")}
        disabled={marking}
        onClick={() => control.turn(-90)}
        icon={<RotateCcw aria-hidden className="size-5" />}
      />
      <Tool
        label={t("right")}
        disabled={marking}
        onClick={() => control.turn(90)}
        icon={<RotateCw aria-hidden className="size-5" />}
      />
      {onOriginal && mayReveal ? (
        <Tool label={reveal("show.picture")} onClick={onOriginal} icon={<Eye aria-hidden className="size-5" />} />
      ) : null}
      {mayWrite ? (
        <Tool
          label={t("mark")}
          pressed={marking}
          onClick={() => {
            // Rectangles are in fractions of the picture as it stands.
            control.upright();
            setMarking(!marking);
          }}
          icon={<Square aria-hidden className="size-5 fill-current" />}
        />
      ) : null}
      <Tool label={t("close")} onClick={onClose} icon={<X aria-hidden className="size-5" />} />
    </div>
  );
}

/** What was drawn so far, and whether it shall be. */
export function RedactionBar({ redaction: { parts, undo, apply } }: { redaction: Redaction }) {
  const t = useTranslations("work.lightbox");
  return (
    <div className="flex flex-wrap items-center justify-between gap-2 border-b border-line bg-wait-soft px-4 py-2 text-sm">
      <p>{t("markHint")}</p>
      <span className="flex gap-2">
        <Button type="button" size="compact" variant="secondary" disabled={parts.length === 0} onClick={undo}>
          {t("undo")}
        </Button>
        <Button
          type="button"
          size="compact"
          disabled={parts.length === 0 || apply.isPending}
          onClick={() => apply.mutate()}
        >
          {t("apply", { n: parts.length })}
        </Button>
      </span>
    </div>
  );
}

type ToolProps = { label: string; onClick: () => void; icon: ReactNode; pressed?: boolean; disabled?: boolean };

function Tool({ label, onClick, icon, pressed, disabled }: ToolProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      aria-pressed={pressed}
      disabled={disabled}
      onClick={onClick}
      className={cx(
        "inline-flex size-11 items-center justify-center rounded-md text-muted hover:bg-sunken hover:text-text disabled:opacity-40 lg:size-9",
        pressed && "bg-accent-soft text-accent-text",
      )}
    >
      {icon}
    </button>
  );
}
