/** A rectangle that may be turned; `angle` in radians, of its long side against the horizontal. In pixels. */
export type TurnedBox = { cx: number; cy: number; width: number; height: number; angle: number };

export type ProbabilityMap = { data: Float32Array; width: number; height: number };

/** Above this a pixel belongs to letters; a region needs this mean to count. */
const PIXEL_THRESHOLD = 0.3;
const REGION_THRESHOLD = 0.55;
/** The model draws regions smaller than the letters are. */
const GROW = 1.6;
const MIN_SIDE_PX = 3;
/** So many times longer than high is a line whose turn can be believed. */
const LONG = 4;
/** Bills have some dozens of lines; a picture of a newspaper must not keep us for minutes. */
export const MAX_REGIONS = 160;
const MAX_SCANNED_REGIONS = 4_000;

/**
 * Finds lines of letters in the map that the detection model drew.
 * @returns at most {@link MAX_REGIONS}, from top to bottom
 */
export function findBoxes(map: ProbabilityMap): TurnedBox[] {
  const hulls = [...regionsOf(map)].map(hullOf);
  const boxes = straighten(hulls)
    .filter((box) => box.height >= MIN_SIDE_PX && box.width >= MIN_SIDE_PX)
    .map((box) => {
      const grown = (box.width * box.height * GROW) / (2 * (box.width + box.height));
      // A little more at both ends: half a first letter is another letter.
      return { ...box, width: box.width + 2.3 * grown, height: box.height + 2 * grown };
    });
  const largest = boxes.toSorted((a, b) => b.width * b.height - a.width * a.height).slice(0, MAX_REGIONS);
  return largest.toSorted((a, b) => a.cy - b.cy || a.cx - b.cx);
}

/** Long lines know how the picture is turned; short ones (a digit, a sign) only guess, so they follow the long ones. */
function straighten(hulls: readonly Point[][]): TurnedBox[] {
  const boxes = hulls.map(smallestBox);
  const middle = tiltOf(boxes);
  return boxes.map((box, i) => {
    if (box.width > LONG * box.height || box.height > LONG * box.width) return box;
    return upright(boxAlong(hulls[i] ?? [], middle));
  });
}

/** How most of the lines are turned, in radians. */
export function tiltOf(boxes: readonly TurnedBox[]): number {
  const angles = boxes.filter((box) => box.width > LONG * box.height).map((box) => box.angle);
  return angles.toSorted((a, b) => a - b)[Math.floor(angles.length / 2)] ?? 0;
}

type Point = { x: number; y: number };

/** The outline points (leftmost and rightmost of every row) of all regions that are letters. */
function* regionsOf({ data, width, height }: ProbabilityMap): Generator<Point[]> {
  const seen = new Uint8Array(width * height);
  const stack: number[] = [];
  let scanned = 0;
  for (let start = 0; start < data.length; start++) {
    if (seen[start] || (data[start] ?? 0) <= PIXEL_THRESHOLD) continue;
    if (++scanned > MAX_SCANNED_REGIONS) return;
    const rows = new Map<number, [number, number]>();
    let sum = 0;
    let pixels = 0;
    stack.push(start);
    seen[start] = 1;
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      const x = at % width;
      const y = (at - x) / width;
      sum += data[at] ?? 0;
      pixels++;
      const row = rows.get(y);
      if (row) {
        if (x < row[0]) row[0] = x;
        if (x > row[1]) row[1] = x;
      } else rows.set(y, [x, x]);
      for (const next of neighbours(x, y, width, height)) {
        if (seen[next] || (data[next] ?? 0) <= PIXEL_THRESHOLD) continue;
        seen[next] = 1;
        stack.push(next);
      }
    }
    if (sum / pixels < REGION_THRESHOLD) continue;
    yield [...rows].flatMap(([y, [left, right]]) => [
      { x: left, y },
      { x: right + 1, y },
      { x: left, y: y + 1 },
      { x: right + 1, y: y + 1 },
    ]);
  }
}

function* neighbours(x: number, y: number, width: number, height: number): Generator<number> {
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) {
      const [nx, ny] = [x + dx, y + dy];
      if (nx >= 0 && ny >= 0 && nx < width && ny < height) yield ny * width + nx;
    }
  }
}

const cross = (o: Point, a: Point, b: Point) => (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x);

/** The convex hull (Andrew's monotone chain). */
function hullOf(points: Point[]): Point[] {
  const sorted = points.toSorted((a, b) => a.x - b.x || a.y - b.y);
  const half = (from: Point[]): Point[] => {
    const chain: Point[] = [];
    for (const point of from) {
      while (chain.length >= 2 && cross(chain.at(-2) as Point, chain.at(-1) as Point, point) <= 0) chain.pop();
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.reverse())];
}

/** The smallest rectangle around a hull: one of its sides lies along a side of the hull. */
function smallestBox(hull: Point[]): TurnedBox {
  let best: TurnedBox | undefined;
  for (const [i, from] of hull.entries()) {
    const to = hull[(i + 1) % hull.length] as Point;
    const box = boxAlong(hull, Math.atan2(to.y - from.y, to.x - from.x));
    if (!best || box.width * box.height < best.width * best.height) best = box;
  }
  return upright(best ?? { cx: 0, cy: 0, width: 0, height: 0, angle: 0 });
}

function boxAlong(points: readonly Point[], angle: number): TurnedBox {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  let [minU, maxU, minV, maxV] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { x, y } of points) {
    const u = x * cos + y * sin;
    const v = y * cos - x * sin;
    minU = Math.min(minU, u);
    maxU = Math.max(maxU, u);
    minV = Math.min(minV, v);
    maxV = Math.max(maxV, v);
  }
  const [u, v] = [(minU + maxU) / 2, (minV + maxV) / 2];
  return { cx: u * cos - v * sin, cy: u * sin + v * cos, width: maxU - minU, height: maxV - minV, angle };
}

/** The same rectangle with its angle between -45 and 45 degrees. */
function upright(box: TurnedBox): TurnedBox {
  let { width, height, angle } = box;
  while (angle > Math.PI / 4) {
    angle -= Math.PI / 2;
    [width, height] = [height, width];
  }
  while (angle <= -Math.PI / 4) {
    angle += Math.PI / 2;
    [width, height] = [height, width];
  }
  return { ...box, width, height, angle };
}
