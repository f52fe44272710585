/** The limit that callbacks are measured against: a route handler that parses the same form and does nothing. */
export async function POST(request: Request): Promise<Response> {
  const fields = new URLSearchParams(await request.text());
  return new Response(fields.has("sign") ? "success" : "fail", { headers: { "Content-Type": "text/plain" } });
}
