export type ProblemLocale = "zh-CN" | "en";

/** The better of our two languages for an `Accept-Language`; Chinese when the header is missing or names neither. */
export function localeOf(headers: Headers): ProblemLocale {
  const header = (headers.get("accept-language") ?? "").slice(0, 500);
  let best: { locale: ProblemLocale; quality: number } = { locale: "zh-CN", quality: 0 };
  for (const part of header.split(",")) {
    const [tag = "", ...parameters] = part.split(";").map((text) => text.trim());
    const language = tag.toLowerCase().split("-")[0];
    if (language !== "zh" && language !== "en") continue;
    const q = parameters.find((parameter) => parameter.startsWith("q="));
    const quality = q === undefined ? 1 : Number(q.slice(2));
    if (quality > best.quality) best = { locale: language === "zh" ? "zh-CN" : "en", quality };
  }
  return best.locale;
}
