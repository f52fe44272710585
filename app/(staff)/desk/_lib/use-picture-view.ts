"use client";

import { useState } from "react";

const MIN_ZOOM = 0.5;
const MAX_ZOOM = 8;
export const ZOOM_STEP = 1.25;

export type PictureView = { zoom: number; turn: number; x: number; y: number };
const whole: PictureView = { zoom: 1, turn: 0, x: 0, y: 0 };

/** How a picture is looked at: how near, which way up, and which part of it. */
export function usePictureView() {
  const [view, setView] = useState<PictureView>(whole);
  return {
    view,
    reset: () => setView(whole),
    upright: () => setView((old) => ({ ...old, turn: 0 })),
    zoom: (by: number) => setView((old) => ({ ...old, zoom: Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, old.zoom * by)) })),
    turn: (by: number) => setView((old) => ({ ...old, turn: (old.turn + by + 360) % 360 })),
    pan: (x: number, y: number) => setView((old) => ({ ...old, x: old.x + x, y: old.y + y })),
  };
}
export type PictureControl = ReturnType<typeof usePictureView>;
