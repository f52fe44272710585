/** The door of the bills module: gateways' daily bills, and what in them is not as we have it. */
export { billJobs } from "./jobs.ts";
export { type FormFile, fileOfForm } from "./multipart.ts";
export { type BillBoard, billBoard, getBill, listBills } from "./queries.ts";
export { retryBill } from "./retry-bill.ts";
export { settleBillItems } from "./settle.ts";
export { type BillUpload, uploadBill } from "./upload-bill.ts";
