import { text } from "node:stream/consumers";
import { type Command, checked, type Options, operator, Stop, textOf } from "./command.ts";

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
  needsSecret: true,
  async run(options) {
    const email = textOf(options.email);
    if (!email) throw new Stop(2, "user reset-second-factor needs --email.");
    const { resetSecondFactor } = await import("#server/auth/index.ts");
    const { id, sessions } = await resetSecondFactor({ ctx: await operator(), input: { email } });
    console.log(`${id} ${sessions}`);
  },
};

const change = (about: string, what: (options: Options) => object, role = ""): Command => ({
  usage: `--email EMAIL${role}`,
  about,
  options: { email: { type: "string" }, ...(role ? { role: { type: "string" } } : {}) },
  needsSecret: true,
  async run(options) {
    const email = textOf(options.email);
    if (!email) throw new Stop(2, "This command needs --email.");
    const { changeStaffSchema } = await import("#server/auth/schemas.ts");
    const { changeStaff } = await import("#server/auth/index.ts");
    const input = checked(changeStaffSchema, what(options));
    const now = await changeStaff({ ctx: await operator(), input: { ...input, email } });
    console.log(`${now.role} ${now.email} ${now.id}${now.disabledAt ? " disabled" : ""}`);
  },
});

const setupToken: Command = {
  usage: "",
  about: "print a new link for the first admin, while nobody works here yet",
  options: {},
  needsSecret: true,
  async run() {
    const { newSetupToken } = await import("#server/auth/index.ts");
    const token = await newSetupToken({ ctx: await operator() });
    if (!token) throw new Stop(1, "Somebody works here already: an admin invites others, or use user create.");
    const { env } = await import("#server/core/env.ts");
    console.log(`${env().APP_URL}/staff/set-up#${token}`);
  },
};

const password: Command = {
  usage: "--email EMAIL",
  about: "make a new password for who forgot theirs; sessions end, the second factor stays",
  options: { email: { type: "string" } },
  needsSecret: true,
  async run(options) {
    const email = textOf(options.email);
    if (!email) throw new Stop(2, "user password needs --email.");
    const { setPassword } = await import("#server/auth/index.ts");
    console.log(`password: ${(await setPassword({ ctx: await operator(), input: { email } })).password}`);
  },
};

export const userCommands = {
  "user create": create,
  "user role": change("give an account another role; its sessions end", ({ role }) => ({ role }), " --role ROLE"),
  "user disable": change("shut an account: nobody signs in with it, and its sessions end", () => ({ disabled: true })),
  "user enable": change("open an account again that was shut", () => ({ disabled: false })),
  "user password": password,
  "user reset-second-factor": reset,
  "setup-token": setupToken,
};
