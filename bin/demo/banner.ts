import { demoAccounts } from "./accounts.ts";

/** What a newcomer reads when the demo is up. */
export function banner(url: string): string {
  const shown = demoAccounts.filter((account) => account.shown);
  const rows = shown.map(({ role, email, password }) => `    ${role.padEnd(9)}${email.padEnd(24)}${password}`);
  return `
  Daozhang · 到账  is up:  ${url}

  A customer     ${url}            find out what became of a payment
  The shop       ${url}/sandbox    buy something that fails, then follow it
  The desk       ${url}/desk       for staff:

${rows.join("\n")}

  An API key     npm run -s admin -- api-key create --name me --scopes '*'
  The API        ${url}/docs

  Ctrl-C stops everything. Everything is kept in data/; delete it to begin anew.
`;
}
