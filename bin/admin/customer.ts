import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { type Command, checked, operator, Stop, textOf } from "./command.ts";

const give: Command = {
  usage: "--id CUSTOMER --to FILE.zip",
  about: "write everything that is kept of a customer and theirs to have into a zip file",
  options: { id: { type: "string" }, to: { type: "string" } },
  needsSecret: true,
  async run(options) {
    const [customerId, to] = [textOf(options.id), textOf(options.to)];
    if (!customerId || !to) throw new Stop(2, "customer export needs --id and --to.");
    const { exportCustomer } = await import("#server/customers/index.ts");
    const { stream } = await exportCustomer({ ctx: await operator(), input: { customerId } });
    await pipeline(stream, createWriteStream(to, { flags: "wx", mode: 0o600 }));
    console.log(to);
  },
};

const erase: Command = {
  usage: "--id CUSTOMER --reason TEXT",
  about: "erase a customer for good: what says who they are and what they wrote; records of money stay",
  options: { id: { type: "string" }, reason: { type: "string" } },
  needsSecret: true,
  async run(options) {
    const { eraseCustomerSchema } = await import("#server/customers/schemas.ts");
    const { eraseCustomer } = await import("#server/customers/index.ts");
    const { isDomainError } = await import("#server/core/errors.ts");
    const said = { customerId: textOf(options.id), reason: textOf(options.reason) };
    if (!said.customerId || !said.reason) throw new Stop(2, "customer erase needs --id and --reason.");
    const input = checked(eraseCustomerSchema, said);
    try {
      const { state, counts } = await eraseCustomer({ ctx: await operator(), input });
      console.log(`${state} ${JSON.stringify(counts)}`);
    } catch (error) {
      if (!isDomainError(error, "CUSTOMER_HAS_OPEN_CASES", "CUSTOMER_NOT_FOUND")) throw error;
      const open = (error.details.open ?? []) as { kind: string; ref: string }[];
      throw new Stop(1, [error.message, ...open.map(({ kind, ref }) => `  ${kind} ${ref}`)].join("\n"));
    }
  },
};

export const customerCommands = { "customer export": give, "customer erase": erase };
