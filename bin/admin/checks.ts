import { existsSync } from "node:fs";
import { env } from "#server/core/env.ts";
import { type Command, hasOwnSecret, Stop, textOf } from "./command.ts";
import { endOf } from "./heads-file.ts";

const ledger: Command = {
  usage: "",
  about: "does every posting balance? exit 0 or 1",
  options: {},
  async run() {
    const { checkLedger } = await import("#server/topup/index.ts");
    const { entries, broken } = await checkLedger();
    for (const fault of broken) console.log(JSON.stringify(fault));
    if (broken.length > 0)
      throw new Stop(1, `The ledger does not hold: ${broken.length} faults in ${entries} entries.`);
    console.log(`The ledger holds: ${entries} entries, all balanced.`);
  },
};

const audit: Command = {
  usage: "[--checkpoint FILE] [--key KEY]",
  about: "do the audit log and the evidence log hold, and the heads in FILE (EVIDENCE_CHECKPOINT_FILE)? exit 0 or 1",
  options: { checkpoint: { type: "string" }, key: { type: "string" } },
  async run(options) {
    const held = await heldOutside(textOf(options.checkpoint), textOf(options.key));
    const { verifyAudit } = await import("#server/audit/index.ts");
    const { verifyEvidence } = await import("#server/evidence/index.ts");
    const { rows, broken } = await verifyAudit();
    for (const link of broken) console.log(`chain ${link.chain}, row ${link.seq}: ${link.problem}`);
    const seals = hasOwnSecret();
    if (!seals) console.log("APP_SECRET is not set: the seals of entries are not checked.");
    const { entries, size, faults, unsealed, ...compared } = await verifyEvidence({ seals, ...(held && { held }) });
    for (const { where, problem } of faults) console.log(`${where}: ${problem}`);
    if (unsealed > 0)
      console.log(`${unsealed} rows about new keys and accounts were written by commands without APP_SECRET.`);
    if (broken.length > 0) throw new Stop(1, `The audit log does not hold: ${broken.length} broken chains.`);
    if (faults.length > 0) throw new Stop(1, `The evidence log does not hold: ${faults.length} faults.`);
    console.log(`The audit log holds: ${rows} rows.`);
    console.log(`The evidence log holds: ${entries} entries, ${size} of them in the tree.`);
    console.log(
      compared.held > 0
        ? `It continues every head that was kept outside: ${compared.held}.`
        : "No head kept outside was compared: a database put back to an earlier state would not be noticed.",
    );
  },
};

/** The heads that are kept in a file: the one that is named, or the one that the installation appends them to. */
async function heldOutside(named: string | undefined, vkey: string | undefined) {
  const file = named ?? env().EVIDENCE_CHECKPOINT_FILE;
  if (!file) return undefined;
  const { newestCheckpoint, notesIn } = await import("#server/evidence/index.ts");
  if (!existsSync(file)) {
    // A new installation has signed nothing yet that could be there.
    if (!named && !(await newestCheckpoint())) return undefined;
    throw new Stop(1, `${file} is to have the heads of the evidence log, and is not there.`);
  }
  const notes = notesIn(endOf(file));
  if (notes.length === 0) throw new Stop(1, `${file} has no head of an evidence log in it.`);
  return { notes, ...(vkey && { vkey }) };
}

export const checkCommands = { "ledger check": ledger, "audit verify": audit };
