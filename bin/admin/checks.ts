import { type Command, Stop } from "./command.ts";

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
  usage: "",
  about: "does every link of the audit log hold? exit 0 or 1",
  options: {},
  async run() {
    const { verifyAudit } = await import("#server/audit/index.ts");
    const { rows, broken } = await verifyAudit();
    for (const link of broken) console.log(`chain ${link.chain}, row ${link.seq}: ${link.problem}`);
    if (broken.length > 0) throw new Stop(1, `The audit log does not hold: ${broken.length} broken chains.`);
    console.log(`The audit log holds: ${rows} rows.`);
  },
};

export const checkCommands = { "ledger check": ledger, "audit verify": audit };
