import { systemContext } from "#server/core/context.ts";
import { type Command, Stop } from "./command.ts";

const rebuild: Command = {
  usage: "",
  about: "build the manager's numbers anew from tickets and clocks; exit 1 when they were others before",
  options: {},
  async run() {
    const { checkCells } = await import("#server/metrics/index.ts");
    const { cells, same } = await checkCells(systemContext("admin"));
    if (!same) throw new Stop(1, `The numbers were not what the tickets say. They are now: ${cells} cells.`);
    console.log(`The numbers are what the tickets say: ${cells} cells, built anew and the same.`);
  },
};

export const metricsCommands: Readonly<Record<string, Command>> = { "metrics rebuild": rebuild };
