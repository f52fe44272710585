/**
 * Where to return after a link that only sets a cookie: the `back` parameter, else the page the person came from, and
 * never another site.
 * @returns a path of this site, beginning with exactly one slash, of characters that a header can hold
 */
export function safeBack(back: string | null, referer: string | null, host: string | null): string {
  const candidates = [back, sameHostPath(referer, host)];
  for (const candidate of candidates) {
    if (candidate && /^\/(?![/\\])[^\s\\\p{Cc}]*$/u.test(candidate) && candidate.length <= 2_000)
      return inHeader(candidate);
  }
  return "/";
}

const inHeader = (path: string) => path.toWellFormed().replaceAll(/[^!-~]+/gu, encodeURIComponent);

function sameHostPath(referer: string | null, host: string | null): string | null {
  if (!referer || !host || !URL.canParse(referer)) return null;
  const url = new URL(referer);
  return url.host === host ? url.pathname + url.search : null;
}
