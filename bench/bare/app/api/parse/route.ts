/** The limit that the product is measured against: a route handler that parses the same body and does nothing. */
export async function POST(request: Request): Promise<Response> {
  const body = (await request.json()) as Record<string, unknown>;
  return Response.json({ members: Object.keys(body).length }, { status: 201 });
}
