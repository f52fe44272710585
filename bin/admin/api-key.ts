import { type Command, checked, operator, Stop, textOf } from "./command.ts";

const create: Command = {
  usage: "--name NAME --scopes a,b",
  about: "make an API key; prints it and nothing else ('*' is every scope)",
  options: { name: { type: "string" }, scopes: { type: "string" } },
  async run(options) {
    const [name, scopes] = [textOf(options.name), textOf(options.scopes)];
    if (!name || !scopes) throw new Stop(2, "api-key create needs --name and --scopes.");
    const { createApiKey, createApiKeySchema } = await import("#server/auth/api-keys.ts");
    const input = checked(createApiKeySchema, { name, scopes: scopes.split(",").map((scope) => scope.trim()) });
    const { key } = await createApiKey({ ctx: await operator(), input });
    console.log(key);
  },
};

const list: Command = {
  usage: "",
  about: "the living keys",
  options: {},
  async run() {
    const { listApiKeys } = await import("#server/auth/api-keys.ts");
    for (const key of await listApiKeys({ ctx: await operator() })) {
      console.log([key.id, `${key.hint}…`, key.createdAt, key.name, key.scopes.join(",")].join("\t"));
    }
  },
};

const revoke: Command = {
  usage: "--id ID",
  about: "end a key at once",
  options: { id: { type: "string" } },
  async run(options) {
    const id = textOf(options.id);
    if (!id) throw new Stop(2, "api-key revoke needs --id.");
    const { revokeApiKey } = await import("#server/auth/api-keys.ts");
    await revokeApiKey({ ctx: await operator(), input: { id } });
  },
};

export const apiKeyCommands = { "api-key create": create, "api-key list": list, "api-key revoke": revoke };
