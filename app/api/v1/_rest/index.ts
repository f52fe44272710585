import { env } from "#server/core/env.ts";
import { restApp } from "./app.ts";
import { appealEndpoints } from "./appeals.ts";
import { articleEndpoints } from "./articles.ts";
import { attachmentEndpoints } from "./attachments.ts";
import { automationEndpoints } from "./automation.ts";
import { billEndpoints } from "./bills.ts";
import { bulkEndpoints } from "./bulk.ts";
import { callbackEndpoints } from "./callbacks.ts";
import { callEndpoints } from "./calls.ts";
import { caseEndpoints } from "./cases.ts";
import { causeEndpoints } from "./causes.ts";
import { channelEndpoints } from "./channels.ts";
import { commandEndpoints } from "./commands.ts";
import { customerEndpoints } from "./customers.ts";
import { deskWordEndpoints } from "./desk-words.ts";
import { diagnosisEndpoints } from "./diagnoses.ts";
import { buildDocument } from "./document.ts";
import { evidenceEndpoints } from "./evidence.ts";
import { incidentEndpoints } from "./incidents.ts";
import { macroEndpoints } from "./macros.ts";
import { metricEndpoints } from "./metrics.ts";
import { moneyItemEndpoints } from "./money-items.ts";
import { noticeEndpoints } from "./notices.ts";
import type { OpenApiDocument } from "./openapi.ts";
import { orderEndpoints } from "./orders.ts";
import { packEndpoints } from "./packs.ts";
import { precheckEndpoints } from "./prechecks.ts";
import { refundEndpoints } from "./refunds.ts";
import { reportEndpoints } from "./reports.ts";
import { searchEndpoints } from "./search.ts";
import { settingEndpoints } from "./settings.ts";
import { shiftEndpoints } from "./shifts.ts";
import { slaEndpoints } from "./sla.ts";
import { staffEndpoints } from "./staff.ts";
import { staffNoticeEndpoints } from "./staff-notices.ts";
import { ticketWorkEndpoints } from "./ticket-work.ts";
import { ticketEndpoints } from "./tickets.ts";
import { topupEndpoints } from "./topups.ts";
import { transferEndpoints } from "./transfers.ts";
import { viewEndpoints } from "./views.ts";
import { webhookEndpoints } from "./webhooks.ts";
import { workbenchEndpoints } from "./workbench.ts";

/** Every route below `/api/v1`. */
export const endpoints = [
  ...diagnosisEndpoints,
  ...causeEndpoints,
  ...precheckEndpoints,
  ...attachmentEndpoints,
  ...ticketEndpoints,
  ...ticketWorkEndpoints,
  ...macroEndpoints,
  ...deskWordEndpoints,
  ...callEndpoints,
  ...viewEndpoints,
  ...bulkEndpoints,
  ...searchEndpoints,
  ...appealEndpoints,
  ...orderEndpoints,
  ...workbenchEndpoints,
  ...articleEndpoints,
  ...automationEndpoints,
  ...transferEndpoints,
  ...evidenceEndpoints,
  ...channelEndpoints,
  ...callbackEndpoints,
  ...topupEndpoints,
  ...refundEndpoints,
  ...settingEndpoints,
  ...slaEndpoints,
  ...shiftEndpoints,
  ...commandEndpoints,
  ...caseEndpoints,
  ...billEndpoints,
  ...moneyItemEndpoints,
  ...packEndpoints,
  ...noticeEndpoints,
  ...incidentEndpoints,
  ...staffNoticeEndpoints,
  ...webhookEndpoints,
  ...customerEndpoints,
  ...staffEndpoints,
  ...metricEndpoints,
  ...reportEndpoints,
];

/** Answers a request below `/api/v1`. */
export const handleRest = restApp(endpoints);

let document: OpenApiDocument | undefined;
/** The description of the outside surface; made once a process. */
export function openApiDocument(): OpenApiDocument {
  document ??= buildDocument(endpoints, env().APP_URL);
  return document;
}
