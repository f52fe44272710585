import { DomainError } from "#server/core/errors.ts";

const malformed = (what: string) => new DomainError(400, "MALFORMED_FORM", `The multipart form is not valid: ${what}.`);
const MAX_HEADERS = 8 * 1024;
const MAX_PARTS = 20;
const CRLF2 = Buffer.from("\r\n\r\n");

export type FormFile = { name: string; bytes: AsyncIterable<Buffer> };

/**
 * Finds the file of a multipart form and passes it on as it comes, of any size, holding never more than a piece and a boundary.
 * Fields before it are passed over, and so is whatever follows it.
 * @param contentType of the request, with its boundary
 * @param field the name of the file's field
 * @throws DomainError 400 MALFORMED_FORM, now or while the bytes are read
 */
export async function fileOfForm(
  body: AsyncIterable<Uint8Array>,
  contentType: string,
  field: string,
): Promise<FormFile> {
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType) ?? [];
  const boundary = quoted ?? plain;
  if (!boundary) throw malformed("it names no boundary");
  const scan = new Scan(body, Buffer.from(`\r\n--${boundary}`));
  // The first boundary has no line before it.
  scan.unread(Buffer.from("\r\n"));
  for (let part = 0; part < MAX_PARTS; part++) {
    for await (const _passed of scan.untilBoundary());
    const headers = await scan.headers();
    if (headers === null) break;
    const disposition = /^content-disposition:\s*form-data\s*;(.*)$/im.exec(headers)?.[1] ?? "";
    if (parameter(disposition, "name") !== field) continue;
    const name = parameter(disposition, "filename");
    if (name === undefined) throw malformed(`${field} is not a file`);
    return { name, bytes: scan.untilBoundary() };
  }
  throw malformed(`it has no file in ${field}`);
}

function parameter(disposition: string, name: string): string | undefined {
  const found = new RegExp(`(?:^|;)\\s*${name}="((?:[^"\\\\]|\\\\.)*)"`, "i").exec(disposition)?.[1];
  return found?.replaceAll(/\\(.)|%22/g, (_all, escaped: string | undefined) => escaped ?? '"');
}

/** Reads bytes up to a boundary, wherever the pieces in which they come are cut. */
class Scan {
  private readonly source: AsyncIterator<Uint8Array>;
  private readonly boundary: Buffer;
  private held: Buffer = Buffer.alloc(0);

  constructor(body: AsyncIterable<Uint8Array>, boundary: Buffer) {
    this.source = body[Symbol.asyncIterator]();
    this.boundary = boundary;
  }

  unread(bytes: Buffer): void {
    this.held = Buffer.concat([bytes, this.held]);
  }

  private async more(): Promise<void> {
    const { done, value } = await this.source.next();
    if (done) throw malformed("it ends in the middle");
    this.held = this.held.length === 0 ? Buffer.from(value) : Buffer.concat([this.held, value]);
  }

  /** Everything before the next boundary; the boundary itself is taken away. */
  async *untilBoundary(): AsyncGenerator<Buffer> {
    for (;;) {
      const at = this.held.indexOf(this.boundary);
      if (at >= 0) {
        const piece = this.held.subarray(0, at);
        this.held = this.held.subarray(at + this.boundary.length);
        if (piece.length > 0) yield piece;
        return;
      }
      // The end of what is here may be the beginning of the boundary.
      const safe = this.held.length - this.boundary.length + 1;
      if (safe > 0) {
        const piece = this.held.subarray(0, safe);
        this.held = this.held.subarray(safe);
        yield piece;
      }
      await this.more();
    }
  }

  /** The headers of the part that begins here; null after the last one. */
  async headers(): Promise<string | null> {
    while (this.held.length < 2) await this.more();
    if (this.held.subarray(0, 2).equals(Buffer.from("--"))) return null;
    for (;;) {
      const at = this.held.indexOf(CRLF2);
      if (at >= 0) {
        const text = this.held.subarray(0, at).toString("utf8");
        this.held = this.held.subarray(at + CRLF2.length);
        return text;
      }
      if (this.held.length > MAX_HEADERS) throw malformed("a part has endless headers");
      await this.more();
    }
  }
}
