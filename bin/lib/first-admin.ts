import { processIsOpen } from "./process.ts";

/**
 * Where nobody works yet, prints the address at which the first admin begins. On the terminal and not in the log: what is in
 * a log gets shipped and kept. The token stands behind the `#`, which browsers send to no server.
 * @param appUrl where people reach the program
 */
export async function printFirstAdmin(appUrl: string): Promise<void> {
  const { newSetupToken } = await processIsOpen();
  const token = await newSetupToken();
  if (token) process.stderr.write(`Make the first admin (once, within 24 hours): ${appUrl}/staff/set-up#${token}\n`);
}
