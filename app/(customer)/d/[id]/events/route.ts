import { notFound } from "#server/core/errors.ts";
import { runSubjects } from "#server/diagnosis/index.ts";
import { guard, guardSubject, problem } from "#server/http/index.ts";
import { liveResponse } from "../../../_lib/live.ts";
import { diagnosisContext } from "../../../_lib/session.ts";

export const dynamic = "force-dynamic";

/** Says when there is something new about a run of this browser's own: see {@link liveResponse}. */
export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const { id } = await params;
  try {
    await guard(request, "GET /d/[id]/events");
    const ctx = await diagnosisContext(id);
    if (!ctx) throw notFound("DIAGNOSIS");
    await guardSubject("GET /d/[id]/events", `diagnosis:${id}`);
    const subjects = new Set(await runSubjects({ ctx, input: { id } }));
    return liveResponse(request, { key: `diagnosis:${id}`, wanted: ({ subject }) => subjects.has(subject) });
  } catch (error) {
    return problem(error, request);
  }
}
