import { z } from "zod";
import { transact } from "#db/client.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { readComplaintCsv } from "./complaint-csv.ts";
import { joinComplaints, orderOf } from "./join-complaints.ts";
import type { ImportReport } from "./schemas.ts";
import { storeComplaint } from "./store-complaint.ts";

const inputSchema = z.object({ channel: z.string().trim().min(1).max(128), csv: z.instanceof(Buffer) });

/**
 * Takes a list of complaints for a channel whose gateway cannot tell of them itself. All of it is taken or none; the same
 * list again changes nothing. Each complaint then joins the ticket of its order.
 * @throws DomainError 403 FORBIDDEN, 422 CSV_INVALID with the lines that are wrong, 413 CSV_TOO_LONG
 */
export async function importComplaints(args: {
  ctx: Ctx;
  input: { channel: string; csv: Buffer };
}): Promise<ImportReport> {
  const ctx = authorize(args.ctx, "channels:write");
  const { channel, csv } = inputSchema.parse(args.input);
  const notes = readComplaintCsv(csv, ctx.clock.now());
  const report = await transact(
    async (tx) => {
      const counts = { added: 0, updated: 0, unchanged: 0 };
      let matched = 0;
      for (const note of notes) {
        counts[(await storeComplaint(tx, ctx, channel, note)).change]++;
        if (await orderOf(tx, { ...note, channel })) matched++;
      }
      const done = { rows: notes.length, ...counts, matched };
      await appendAudit(tx, ctx, { action: "complaints.imported", subject: `channel:${channel}`, data: done });
      return done;
    },
    { serializeOn: `complaints:${channel}` },
  );
  // What this does not reach, the job does.
  await joinComplaints(ctx);
  return report;
}
