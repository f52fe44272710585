import { isDomainError } from "#server/core/errors.ts";
import { runSubjects } from "#server/diagnosis/index.ts";
import { liveResponse } from "../../../_lib/live.ts";
import { diagnosisContext } from "../../../_lib/session.ts";

export const dynamic = "force-dynamic";

/** Says when there is something new about a run of this browser's own: see {@link liveResponse}. */
export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const { id } = await params;
  const ctx = await diagnosisContext(id);
  if (!ctx) return new Response(null, { status: 404 });
  try {
    const subjects = new Set(await runSubjects({ ctx, input: { id } }));
    return liveResponse(request, { key: `diagnosis:${id}`, wanted: ({ subject }) => subjects.has(subject) });
  } catch (error) {
    if (isDomainError(error, "DIAGNOSIS_NOT_FOUND")) return new Response(null, { status: 404 });
    throw error;
  }
}
