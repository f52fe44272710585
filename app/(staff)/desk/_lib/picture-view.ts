import type { Rectangle } from "#server/tickets/schemas.ts";

/** How a picture is looked at, and what is drawn on it: pure. */

export const MIN_ZOOM = 0.5;
export const MAX_ZOOM = 8;
export const ZOOM_STEP = 1.25;
/** A rectangle thinner than this was a slip of the hand. */
const MIN_PART = 0.004;

export type Point = { x: number; y: number };
/** How near, how many degrees turned, and how far its middle lies beside the middle of the pane, in pixels. */
export type PictureView = { zoom: number; turn: number; x: number; y: number };
export const whole: PictureView = { zoom: 1, turn: 0, x: 0, y: 0 };

/** Nearer or farther; what is under the point stays there. @param about in pixels from the middle of the pane */
export function zoomed(view: PictureView, by: number, about: Point = { x: 0, y: 0 }): PictureView {
  const zoom = Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, view.zoom * by));
  const ratio = zoom / view.zoom;
  return { ...view, zoom, x: about.x - (about.x - view.x) * ratio, y: about.y - (about.y - view.y) * ratio };
}

/** Turned by degrees, always 0 to 359. */
export const turned = (view: PictureView, by: number): PictureView => ({
  ...view,
  turn: (((view.turn + by) % 360) + 360) % 360,
});

/** Moved by pixels, never so far that no corner of it is left in a pane of this size. */
export function panned(view: PictureView, by: Point, pane: { width: number; height: number }): PictureView {
  const within = (value: number, size: number) => {
    const most = (size * Math.max(1, view.zoom)) / 2;
    return Math.min(most, Math.max(-most, value));
  };
  return { ...view, x: within(view.x + by.x, pane.width), y: within(view.y + by.y, pane.height) };
}

/** Where a point of the screen lies in a picture, in fractions of it; beside it counts as its edge. */
export function pointIn(at: Point, area: { left: number; top: number; width: number; height: number }): Point {
  if (area.width <= 0 || area.height <= 0) return { x: 0, y: 0 };
  const within = (value: number) => Math.min(1, Math.max(0, value));
  return { x: within((at.x - area.left) / area.width), y: within((at.y - area.top) / area.height) };
}

/** Between two corners, whichever way it was drawn. */
export const between = (a: Point, b: Point): Rectangle => ({
  x: Math.min(a.x, b.x),
  y: Math.min(a.y, b.y),
  width: Math.abs(a.x - b.x),
  height: Math.abs(a.y - b.y),
});

export const isMeant = ({ width, height }: Rectangle): boolean => width >= MIN_PART && height >= MIN_PART;
