import { Agent, request } from "node:http";

export type Call = { path: string; body: string; headers: Record<string, string> };
export type LoadResult = { perSecond: number; latenciesMs: number[]; failures: string[] };

/**
 * Sends calls from `clients` keep-alive connections, each its next call as soon as its last was answered.
 * @param port on 127.0.0.1
 * @returns calls a second over the whole run, each call's latency, and what was not 2xx
 */
export async function load(port: number, calls: readonly Call[], clients: number): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const latenciesMs: number[] = [];
  const failures: string[] = [];
  let next = 0;
  const client = async () => {
    for (let call = calls[next++]; call; call = calls[next++]) {
      const started = performance.now();
      const { status, text } = await post(agent, port, call);
      latenciesMs.push(performance.now() - started);
      if (status < 200 || status > 299) failures.push(`${status} ${text.slice(0, 200)}`);
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: clients }, client));
  const perSecond = calls.length / ((performance.now() - started) / 1_000);
  agent.destroy();
  return { perSecond, latenciesMs, failures };
}

/** One POST. */
export function post(agent: Agent, port: number, call: Call): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { ...call.headers, "content-length": Buffer.byteLength(call.body) };
    const outgoing = request({ host: "127.0.0.1", port, agent, method: "POST", path: call.path, headers }, (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(parts).toString() }));
      answer.on("error", reject);
    });
    outgoing.on("error", reject);
    outgoing.end(call.body);
  });
}
