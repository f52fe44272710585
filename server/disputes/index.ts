/** The door of the disputes module: cases that we put to gateways, and complaints that customers made there. */
export { answerCase } from "./answer-case.ts";
export { caseFile, type PaperFile } from "./case-file.ts";
export { followTickets, runCaseClocks } from "./clocks.ts";
export { closeCase } from "./close-case.ts";
export { MAX_CSV_BYTES, MAX_CSV_ROWS } from "./complaint-csv.ts";
export { customerLane } from "./customer-lane.ts";
export { evidencePack } from "./evidence.ts";
export { type FileCaseCall, fileCase } from "./file-case.ts";
export { importComplaints } from "./import-complaints.ts";
export { disputeJobs } from "./jobs.ts";
export { COMPLAINT_TAG, joinComplaints } from "./join-complaints.ts";
export { fetchComplaints, pollComplaints } from "./poll-complaints.ts";
export { getCase, listCases, listComplaints } from "./queries.ts";
export { receiveComplaint } from "./receive-complaint.ts";
