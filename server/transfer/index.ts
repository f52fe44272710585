/** The door of the transfer module: files that come in, after a look at every line, and files that go out. */
export { columnsOf } from "./columns.ts";
export { exportFile, getTransfer, listTransfers, problemsFile } from "./read.ts";
export { expireTransfers, runTransfers, transferJobs } from "./run-import.ts";
export { cancelImport, commitImport, startImport } from "./start-import.ts";
export { startExport } from "./write-export.ts";
