import { connect, createServer, type Server, type Socket } from "node:net";

/** How a line behaves: as it should; as a proxy whose server is away; or as one that lost all it held and says nothing. */
type How = "through" | "unavailable" | "silent";

const REFUSAL =
  "HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html\r\ncontent-length: 4\r\nconnection: close\r\n\r\naway";

/** A line on loopback from one port to another that can be cut. */
export class Line {
  private how: How = "through";
  private readonly open = new Set<Socket>();
  private readonly server: Server;

  constructor(to: number) {
    this.server = createServer((near) => {
      this.hold(near);
      // A connection goes on as it began: what a silent line took is never answered, also when it is mended.
      const { how } = this;
      if (how === "unavailable") return void near.once("data", () => near.end(REFUSAL));
      if (how === "silent") return void near.resume();
      const far = connect(to, "127.0.0.1");
      this.hold(far);
      // Nor does anything follow where something is missing.
      let lost = false;
      const passTo = (end: Socket) => (piece: Buffer) => {
        lost ||= this.how !== "through";
        if (!lost) end.write(piece);
      };
      near.on("data", passTo(far));
      far.on("data", passTo(near));
      near.on("close", () => far.destroy());
      far.on("close", () => near.destroy());
    });
  }

  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(port, "127.0.0.1", resolve));
  }

  /** Whatever it was: who is connected is cut off, unless the line goes silent. */
  become(how: How): void {
    if (how === "unavailable") this.cut();
    this.how = how;
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private cut(): void {
    for (const socket of this.open) socket.destroy();
  }

  private hold(socket: Socket): void {
    this.open.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => this.open.delete(socket));
  }
}
