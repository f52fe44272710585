import { type Command, operator } from "./command.ts";

const rotateKey: Command = {
  usage: "",
  about: "give the evidence log a new signing key; prints it",
  options: {},
  needsSecret: true,
  async run() {
    const { rotateEvidenceKey } = await import("#server/witness/index.ts");
    const { vkey, retiredAt } = await rotateEvidenceKey({ ctx: await operator() });
    console.log(vkey);
    console.error(
      retiredAt
        ? "The newest head is signed by the key of before and by this one; the private half of the key of before is gone."
        : "The key of before, if there is one, signs the next head beside this one, and is gone then.",
    );
  },
};

export const evidenceCommands = { "evidence rotate-key": rotateKey };
