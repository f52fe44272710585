import { text } from "node:stream/consumers";
import { type Command, checked, operator, Stop, textOf } from "./command.ts";

const create: Command = {
  usage: "--email EMAIL --role ROLE [--name NAME] [--password-stdin]",
  about: "make a staff account: agent, lead, manager or admin",
  options: {
    email: { type: "string" },
    role: { type: "string" },
    name: { type: "string" },
    "password-stdin": { type: "boolean" },
  },
  async run(options) {
    const [email, role, name] = [textOf(options.email), textOf(options.role), textOf(options.name)];
    if (!email || !role) throw new Stop(2, "user create needs --email and --role.");
    const { createStaffSchema } = await import("#server/auth/schemas.ts");
    const { createStaff } = await import("#server/auth/index.ts");
    const password = options["password-stdin"] ? (await text(process.stdin)).replace(/\r?\n$/, "") : undefined;
    const input = checked(createStaffSchema, { email, role, name, password });
    const made = await createStaff({ ctx: await operator(), input });
    console.log(`${made.role} ${made.email} ${made.id}`);
    if (made.generatedPassword) console.log(`password: ${made.generatedPassword}`);
  },
};

const reset: Command = {
  usage: "--email EMAIL",
  about: "take a lost authenticator off an account; its sessions end",
  options: { email: { type: "string" } },
  async run(options) {
    const email = textOf(options.email);
    if (!email) throw new Stop(2, "user reset-second-factor needs --email.");
    const { resetSecondFactor } = await import("#server/auth/index.ts");
    const { id, sessions } = await resetSecondFactor({ ctx: await operator(), input: { email } });
    console.log(`${id} ${sessions}`);
  },
};

export const userCommands = { "user create": create, "user reset-second-factor": reset };
