import { workerData } from "node:worker_threads";
import { openBulkFile } from "#db/raw-bulk.ts";
import { auditRecord, messageRecord, stepRecord } from "#server/evidence/index.ts";
import { AuditChains } from "./audit.ts";
import { EvidenceLog } from "./evidence.ts";
import { storyOf, type World } from "./story.ts";

const { url, world, key } = workerData as { url: string; world: World; key: Uint8Array };
const file = openBulkFile(url);
const log = new EvidenceLog(file, Buffer.from(key));
const audit = new AuditChains();
for (let n = 0; n < world.tickets; n++) {
  const { ticket, messages, events } = storyOf(world, n);
  for (const message of messages) log.add(messageRecord(message));
  for (const event of events) log.add(stepRecord(event));
  const row = audit.after(n, world.tickets, ticket.openedAt);
  if (row) log.add(auditRecord(row));
  if (n % 10_000 === 9_999) file.turn();
}
file.close();
