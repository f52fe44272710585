import { type AddressInfo, createServer } from "node:net";

/** True when nothing listens on the port yet. 0 is always free. */
export function isFree(port: number): Promise<boolean> {
  return listen(port).then(
    () => true,
    () => false,
  );
}

/** @returns `preferred` when it is free, else any free port on the loopback address */
export async function freePort(preferred = 0): Promise<number> {
  return listen((await isFree(preferred)) ? preferred : 0);
}

function listen(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(port, "127.0.0.1", () => {
      const { port: got } = probe.address() as AddressInfo;
      probe.close(() => resolve(got));
    });
  });
}
