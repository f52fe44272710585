import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";

type Panel = {
  src: string;
  style: Map<string, string>;
  said: unknown[];
  contentWindow: { postMessage(said: unknown): void };
};
type Api = { failed(what?: object): void; update(what: object): void; remove(): void };

/** Runs the script on a page of which only as much is there as it needs; browsers see it whole in `e2e/journeys/before.spec.ts`. */
function onPage(dataset: Record<string, string> = {}) {
  const frames: Panel[] = [];
  const kept: unknown[] = [];
  let hear: ((event: object) => void) | undefined;
  const element = () => {
    const said: unknown[] = [];
    const style = new Map<string, string>();
    const own = {
      said,
      src: "",
      style: Object.assign(style, { setProperty: (name: string, value: string) => style.set(name, value) }),
      contentWindow: { postMessage: (message: unknown) => said.push(message) },
      setAttribute() {},
      scrollIntoView() {},
    };
    frames.push(own);
    return own;
  };
  const window: Record<string, unknown> = {
    postMessage() {},
    addEventListener: (_type: string, listener: (event: object) => void) => {
      hear = listener;
    },
    removeEventListener: () => {
      hear = undefined;
    },
  };
  const script = { src: "https://support.example/embed.js", dataset: { faq: "off", ...dataset }, parentNode: null };
  const body = { appendChild: (one: unknown) => kept.push(one) };
  const document = { currentScript: script, documentElement: { lang: "en" }, body, createElement: element };
  const location = { origin: "https://shop.example" };
  runInNewContext(readFileSync("public/embed.js", "utf8"), {
    ...{ window, document, location, URL, console },
    setTimeout: () => 0,
    clearTimeout() {},
  });
  const [panel] = frames;
  if (!panel) throw new Error("There is no panel");
  const answers = (more: object = {}) =>
    hear?.({ origin: "null", source: panel.contentWindow, data: { daozhang: "size", height: 300 }, ...more });
  return { api: window.Daozhang as Api, panel, answers, asked: () => new URL(panel.src).searchParams };
}

test("a payment that fails before the panel has loaded is told all the same", () => {
  const { api, panel, answers, asked } = onPage({ channel: "alipay" });
  api.failed({ orderNo: "KM1" });
  expect(Object.fromEntries(asked())).toMatchObject({ failed: "1", order: "KM1", channel: "alipay" });
  answers();
  expect(panel.said).toEqual([]);
});

test("one that fails while it is shown is told without loading it anew", () => {
  const { api, panel, answers } = onPage();
  answers();
  const before = panel.src;
  api.failed({ orderNo: "KM1" });
  expect(panel.src).toBe(before);
  expect(panel.said).toEqual([{ daozhang: "failed", orderNo: "KM1" }]);
  // Another choice is another payment, and loads it: until it is there, nothing can be said to it.
  api.update({ channel: "wechatpay" });
  expect(panel.src).toContain("channel=wechatpay");
  expect(panel.src).not.toContain("failed");
  api.failed();
  expect(panel.said).toHaveLength(1);
  expect(panel.src).toContain("failed=1");
});

test("only its own frame is heard, and no height that breaks a page", () => {
  const { panel, answers } = onPage();
  expect(panel.style.get("visibility")).toBe("hidden");
  answers({ source: {} });
  answers({ origin: "https://evil.example" });
  answers({ data: "size" });
  expect(panel.style.get("visibility")).toBe("hidden");
  answers({ data: { daozhang: "size", height: 1e9 } });
  expect([panel.style.get("visibility"), panel.style.get("height")]).toEqual(["visible", "4000px"]);
});
