import { readFileSync } from "node:fs";
import { type Command, hasOwnSecret, Stop, textOf } from "./command.ts";

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
  about: "does the audit log hold, and the evidence log with all it stands for? exit 0 or 1",
  options: { checkpoint: { type: "string" }, key: { type: "string" } },
  async run(options) {
    const [file, vkey] = [textOf(options.checkpoint), textOf(options.key)];
    const held = file ? { note: readFileSync(file, "utf8"), ...(vkey && { vkey }) } : undefined;
    const { verifyAudit } = await import("#server/audit/index.ts");
    const { verifyEvidence } = await import("#server/evidence/index.ts");
    const { rows, broken } = await verifyAudit();
    for (const link of broken) console.log(`chain ${link.chain}, row ${link.seq}: ${link.problem}`);
    const seals = hasOwnSecret();
    if (!seals) console.log("APP_SECRET is not set: the seals of entries are not checked.");
    const { entries, size, faults } = await verifyEvidence({ seals, ...(held && { held }) });
    for (const { where, problem } of faults) console.log(`${where}: ${problem}`);
    if (broken.length > 0) throw new Stop(1, `The audit log does not hold: ${broken.length} broken chains.`);
    if (faults.length > 0) throw new Stop(1, `The evidence log does not hold: ${faults.length} faults.`);
    console.log(`The audit log holds: ${rows} rows.`);
    console.log(`The evidence log holds: ${entries} entries, ${size} of them in the tree.`);
  },
};

export const checkCommands = { "ledger check": ledger, "audit verify": audit };
