import { crc32, deflateRawSync, deflateSync } from "node:zlib";

/** For tests: hand-made parts of files, as somebody makes them who means harm. */

const u32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
const PNG_HEAD = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

export function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  return Buffer.concat([u32(data.length), body, u32(crc32(body))]);
}

/** A PNG with these chunks between its head and its picture, of which `width` and `height` are what it claims. */
export function png(width: number, height: number, chunks: Buffer[] = [], picture = Buffer.alloc(64)): Buffer {
  const head = Buffer.concat([u32(width), u32(height), Buffer.from([1, 0, 0, 0, 0])]);
  const data = pngChunk("IDAT", deflateSync(picture));
  return Buffer.concat([PNG_HEAD, pngChunk("IHDR", head), ...chunks, data, pngChunk("IEND", Buffer.alloc(0))]);
}

/** A chunk of text that unpacks to so many bytes. */
export const packedText = (bytes: number) =>
  pngChunk("zTXt", Buffer.concat([Buffer.from("Comment\0\0", "latin1"), deflateSync(Buffer.alloc(bytes))]));

/** A zip of one file, whose name and claimed size are the maker's to choose. */
export function zip(name: string, content: Buffer, claimed = content.length): Buffer {
  const packed = deflateRawSync(content);
  const u16 = (value: number) => Buffer.from([value & 255, value >> 8]);
  const le = (value: number) => u32(value).reverse();
  const fields = [u16(20), u16(0), u16(8), u16(0), u16(0), le(crc32(content)), le(packed.length), le(claimed)];
  const fileName = Buffer.from(name);
  const common = Buffer.concat([...fields, u16(fileName.length), u16(0)]);
  const local = Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), common, fileName, packed]);
  const rest = Buffer.concat([u16(0), u16(0), u16(0), le(0), le(0)]);
  const central = Buffer.concat([Buffer.from("PK\x01\x02", "latin1"), u16(20), common, rest, fileName]);
  const end = Buffer.concat([u16(0), u16(0), u16(1), u16(1), le(central.length), le(local.length), u16(0)]);
  return Buffer.concat([local, central, Buffer.from("PK\x05\x06", "latin1"), end]);
}

/** A JPEG with this in its comment. */
export function withComment(jpeg: Buffer, comment: string): Buffer {
  const text = Buffer.from(comment);
  const marker = Buffer.from([0xff, 0xfe, (text.length + 2) >> 8, (text.length + 2) & 255]);
  return Buffer.concat([jpeg.subarray(0, 2), marker, text, jpeg.subarray(2)]);
}

/** The same JPEG that claims to have no height. */
export function withoutHeight(jpeg: Buffer): Buffer {
  const copy = Buffer.from(jpeg);
  const frame = copy.findIndex((byte, at) => byte === 0xff && [0xc0, 0xc2].includes(copy[at + 1] ?? 0));
  copy.writeUInt16BE(0, frame + 5);
  return copy;
}
