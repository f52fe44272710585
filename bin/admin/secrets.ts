import { type Command, operator, Stop } from "./command.ts";

const rotate: Command = {
  usage: "[--check]",
  about: "seal everything anew under APP_SECRET; --check says what is still under one of before: exit 0 or 1",
  options: { check: { type: "boolean" } },
  needsSecret: true,
  async run(options) {
    const { rotateSecrets, secretsWaiting } = await import("#server/secrets/index.ts");
    const ctx = await operator();
    if (!options.check) {
      const { to, sealedAnew, lost } = await rotateSecrets({ ctx });
      for (const [place, count] of Object.entries(sealedAnew)) console.log(`${place}: ${count} sealed anew`);
      for (const one of lost) console.log(`${one}: cannot be opened with APP_SECRET or APP_SECRET_PREVIOUS`);
      if (lost.length > 0)
        throw new Stop(1, "What cannot be opened was left as it is. Is a secret missing in APP_SECRET_PREVIOUS?");
      return console.log(`Everything is sealed under the secret of now (${to}). APP_SECRET_PREVIOUS may go.`);
    }
    const waiting = await secretsWaiting({ ctx });
    for (const { place, old, unreadable } of waiting)
      console.log(
        `${place}: ${old} under a secret of before${unreadable > 0 ? `, ${unreadable} of them under none that is set` : ""}`,
      );
    if (waiting.length > 0) throw new Stop(1, 'Run "secrets rotate" before a secret of before goes.');
    console.log("Everything is sealed under the secret of now.");
  },
};

const anew: Command = {
  usage: "[--leaked]",
  about:
    "stop every server first. After APP_SECRET was lost, or with --leaked may be known: give up sessions, links, seals and authenticators of before",
  options: { leaked: { type: "boolean" } },
  needsSecret: true,
  // It opens the database itself: everything else refuses to under a wrong secret.
  ownDatabase: true,
  async run(options) {
    const [{ env }, { migrateDatabase }, { openDatabase, setConnection }] = await Promise.all([
      import("#server/core/env.ts"),
      import("#db/migrate.ts"),
      import("#db/client.ts"),
    ]);
    await migrateDatabase(env().DATABASE_URL);
    const connection = openDatabase(env().DATABASE_URL);
    setConnection(connection);
    try {
      const { beginSecretsAnew } = await import("#server/secrets/index.ts");
      const leaked = options.leaked === true;
      const { secondFactors } = await beginSecretsAnew({ ctx: await operator(), input: { leaked } });
      console.log(`Everybody is signed out; ${secondFactors} authenticator apps have to be set up anew.`);
      console.log(
        leaked ? "Start the server." : "The program starts with this APP_SECRET now. Enter channels' keys again.",
      );
    } finally {
      await connection.close();
    }
  },
};

export const secretsCommands = { "secrets rotate": rotate, "secrets begin-anew": anew };
