"use client";

import { useState } from "react";
import { type PictureView, type Point, panned, turned, whole, zoomed } from "./picture-view.ts";

/** How a picture is looked at: how near, which way up, and which part of it. */
export function usePictureView() {
  const [view, setView] = useState<PictureView>(whole);
  return {
    view,
    reset: () => setView(whole),
    upright: () => setView((old) => ({ ...old, turn: 0 })),
    zoom: (by: number, about?: Point) => setView((old) => zoomed(old, by, about)),
    turn: (by: number) => setView((old) => turned(old, by)),
    pan: (x: number, y: number, pane: { width: number; height: number }) =>
      setView((old) => panned(old, { x, y }, pane)),
  };
}
export type PictureControl = ReturnType<typeof usePictureView>;
