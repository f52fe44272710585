/**
 * Where to return after a link that only sets a cookie: the `back` parameter, else the page the person came from, and
 * never another site.
 * @returns a path of this site, beginning with exactly one slash
 */
export function safeBack(back: string | null, referer: string | null, host: string | null): string {
  const candidates = [back, sameHostPath(referer, host)];
  for (const candidate of candidates) {
    if (candidate && /^\/(?![/\\])[^\s\\]*$/.test(candidate) && candidate.length <= 2_000) return candidate;
  }
  return "/";
}

function sameHostPath(referer: string | null, host: string | null): string | null {
  if (!referer || !host || !URL.canParse(referer)) return null;
  const url = new URL(referer);
  return url.host === host ? url.pathname + url.search : null;
}
