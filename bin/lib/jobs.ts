import { appealJobs } from "#server/appeals/index.ts";
import { automationJobs } from "#server/automation/index.ts";
import { billJobs } from "#server/bills/index.ts";
import { channelJobs } from "#server/channels/index.ts";
import { customerJobs } from "#server/customers/index.ts";
import { packJobs } from "#server/diagnosis/index.ts";
import { disputeJobs } from "#server/disputes/index.ts";
import { evidenceJobs } from "#server/evidence/index.ts";
import { incidentJobs } from "#server/incidents/index.ts";
import type { Job } from "#server/jobs/index.ts";
import { metricJobs } from "#server/metrics/index.ts";
import { notificationJobs, sendStaffMail } from "#server/notifications/index.ts";
import { paymentJobs } from "#server/payments/index.ts";
import { reconcileJobs } from "#server/reconcile/index.ts";
import { riskJobs } from "#server/risk/index.ts";
import { searchJobs } from "#server/search/index.ts";
import { shiftJobs } from "#server/shifts/index.ts";
import { ticketJobs } from "#server/tickets/index.ts";
import { topupJobs } from "#server/topup/index.ts";
import { transferJobs } from "#server/transfer/index.ts";
import { witnessJobs } from "#server/witness/index.ts";

/** Every job of the product. */
export const allJobs: readonly Job[] = [
  ...evidenceJobs,
  ...witnessJobs,
  ...notificationJobs,
  ...incidentJobs,
  ...ticketJobs,
  ...shiftJobs,
  ...automationJobs,
  ...transferJobs,
  ...searchJobs,
  ...reconcileJobs,
  ...disputeJobs,
  ...channelJobs,
  ...paymentJobs,
  ...billJobs,
  ...topupJobs,
  ...appealJobs,
  ...packJobs,
  ...riskJobs,
  ...customerJobs,
  ...metricJobs(sendStaffMail),
];
