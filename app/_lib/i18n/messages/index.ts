import type { Locale } from "../locale.ts";
import enActions from "./en/actions.json" with { type: "json" };
import enAppeals from "./en/appeals.json" with { type: "json" };
import enArticles from "./en/articles.json" with { type: "json" };
import enAutomation from "./en/automation.json" with { type: "json" };
import enBefore from "./en/before.json" with { type: "json" };
import enBills from "./en/bills.json" with { type: "json" };
import enCallbacks from "./en/callbacks.json" with { type: "json" };
import enCases from "./en/cases.json" with { type: "json" };
import enChannels from "./en/channels.json" with { type: "json" };
import enChecklist from "./en/checklist.json" with { type: "json" };
import enCommands from "./en/commands.json" with { type: "json" };
import enCommon from "./en/common.json" with { type: "json" };
import enCustomer from "./en/customer.json" with { type: "json" };
import enDesign from "./en/design.json" with { type: "json" };
import enDesk from "./en/desk.json" with { type: "json" };
import enDocs from "./en/docs.json" with { type: "json" };
import enError from "./en/error.json" with { type: "json" };
import enEvidence from "./en/evidence.json" with { type: "json" };
import enInbox from "./en/inbox.json" with { type: "json" };
import enIncidents from "./en/incidents.json" with { type: "json" };
import enManager from "./en/manager.json" with { type: "json" };
import enMine from "./en/mine.json" with { type: "json" };
import enMoney from "./en/money.json" with { type: "json" };
import enNotices from "./en/notices.json" with { type: "json" };
import enPeople from "./en/people.json" with { type: "json" };
import enPrivacy from "./en/privacy.json" with { type: "json" };
import enProofs from "./en/proofs.json" with { type: "json" };
import enReports from "./en/reports.json" with { type: "json" };
import enRiskRules from "./en/riskRules.json" with { type: "json" };
import enSearch from "./en/search.json" with { type: "json" };
import enSecurity from "./en/security.json" with { type: "json" };
import enSettings from "./en/settings.json" with { type: "json" };
import enShifts from "./en/shifts.json" with { type: "json" };
import enSla from "./en/sla.json" with { type: "json" };
import enStaff from "./en/staff.json" with { type: "json" };
import enStaffNotices from "./en/staffNotices.json" with { type: "json" };
import enTemplates from "./en/templates.json" with { type: "json" };
import enTransfer from "./en/transfer.json" with { type: "json" };
import enViews from "./en/views.json" with { type: "json" };
import enWaiting from "./en/waiting.json" with { type: "json" };
import enWebhooks from "./en/webhooks.json" with { type: "json" };
import enWork from "./en/work.json" with { type: "json" };
import enWorkbench from "./en/workbench.json" with { type: "json" };
import zhActions from "./zh-CN/actions.json" with { type: "json" };
import zhAppeals from "./zh-CN/appeals.json" with { type: "json" };
import zhArticles from "./zh-CN/articles.json" with { type: "json" };
import zhAutomation from "./zh-CN/automation.json" with { type: "json" };
import zhBefore from "./zh-CN/before.json" with { type: "json" };
import zhBills from "./zh-CN/bills.json" with { type: "json" };
import zhCallbacks from "./zh-CN/callbacks.json" with { type: "json" };
import zhCases from "./zh-CN/cases.json" with { type: "json" };
import zhChannels from "./zh-CN/channels.json" with { type: "json" };
import zhChecklist from "./zh-CN/checklist.json" with { type: "json" };
import zhCommands from "./zh-CN/commands.json" with { type: "json" };
import zhCommon from "./zh-CN/common.json" with { type: "json" };
import zhCustomer from "./zh-CN/customer.json" with { type: "json" };
import zhDesign from "./zh-CN/design.json" with { type: "json" };
import zhDesk from "./zh-CN/desk.json" with { type: "json" };
import zhDocs from "./zh-CN/docs.json" with { type: "json" };
import zhError from "./zh-CN/error.json" with { type: "json" };
import zhEvidence from "./zh-CN/evidence.json" with { type: "json" };
import zhInbox from "./zh-CN/inbox.json" with { type: "json" };
import zhIncidents from "./zh-CN/incidents.json" with { type: "json" };
import zhManager from "./zh-CN/manager.json" with { type: "json" };
import zhMine from "./zh-CN/mine.json" with { type: "json" };
import zhMoney from "./zh-CN/money.json" with { type: "json" };
import zhNotices from "./zh-CN/notices.json" with { type: "json" };
import zhPeople from "./zh-CN/people.json" with { type: "json" };
import zhPrivacy from "./zh-CN/privacy.json" with { type: "json" };
import zhProofs from "./zh-CN/proofs.json" with { type: "json" };
import zhReports from "./zh-CN/reports.json" with { type: "json" };
import zhRiskRules from "./zh-CN/riskRules.json" with { type: "json" };
import zhSearch from "./zh-CN/search.json" with { type: "json" };
import zhSecurity from "./zh-CN/security.json" with { type: "json" };
import zhSettings from "./zh-CN/settings.json" with { type: "json" };
import zhShifts from "./zh-CN/shifts.json" with { type: "json" };
import zhSla from "./zh-CN/sla.json" with { type: "json" };
import zhStaff from "./zh-CN/staff.json" with { type: "json" };
import zhStaffNotices from "./zh-CN/staffNotices.json" with { type: "json" };
import zhTemplates from "./zh-CN/templates.json" with { type: "json" };
import zhTransfer from "./zh-CN/transfer.json" with { type: "json" };
import zhViews from "./zh-CN/views.json" with { type: "json" };
import zhWaiting from "./zh-CN/waiting.json" with { type: "json" };
import zhWebhooks from "./zh-CN/webhooks.json" with { type: "json" };
import zhWork from "./zh-CN/work.json" with { type: "json" };
import zhWorkbench from "./zh-CN/workbench.json" with { type: "json" };

// One file an area and language. A new area is a pair of files and a line in each of the two objects below.
const zh = {
  common: zhCommon,
  search: zhSearch,
  views: zhViews,
  actions: zhActions,
  sla: zhSla,
  shifts: zhShifts,
  mine: zhMine,
  privacy: zhPrivacy,
  people: zhPeople,
  evidence: zhEvidence,
  security: zhSecurity,
  error: zhError,
  customer: zhCustomer,
  callbacks: zhCallbacks,
  cases: zhCases,
  bills: zhBills,
  before: zhBefore,
  reports: zhReports,
  riskRules: zhRiskRules,
  channels: zhChannels,
  desk: zhDesk,
  manager: zhManager,
  money: zhMoney,
  proofs: zhProofs,
  settings: zhSettings,
  staff: zhStaff,
  design: zhDesign,
  docs: zhDocs,
  checklist: zhChecklist,
  commands: zhCommands,
  waiting: zhWaiting,
  work: zhWork,
  workbench: zhWorkbench,
  articles: zhArticles,
  automation: zhAutomation,
  transfer: zhTransfer,
  notices: zhNotices,
  incidents: zhIncidents,
  templates: zhTemplates,
  webhooks: zhWebhooks,
  staffNotices: zhStaffNotices,
  inbox: zhInbox,
  appeals: zhAppeals,
};

export type Messages = typeof zh;

const en: Messages = {
  common: enCommon,
  search: enSearch,
  views: enViews,
  actions: enActions,
  sla: enSla,
  shifts: enShifts,
  mine: enMine,
  privacy: enPrivacy,
  people: enPeople,
  evidence: enEvidence,
  security: enSecurity,
  error: enError,
  customer: enCustomer,
  callbacks: enCallbacks,
  cases: enCases,
  bills: enBills,
  before: enBefore,
  reports: enReports,
  riskRules: enRiskRules,
  channels: enChannels,
  desk: enDesk,
  manager: enManager,
  money: enMoney,
  proofs: enProofs,
  settings: enSettings,
  staff: enStaff,
  design: enDesign,
  docs: enDocs,
  checklist: enChecklist,
  commands: enCommands,
  waiting: enWaiting,
  work: enWork,
  workbench: enWorkbench,
  articles: enArticles,
  automation: enAutomation,
  transfer: enTransfer,
  notices: enNotices,
  incidents: enIncidents,
  templates: enTemplates,
  webhooks: enWebhooks,
  staffNotices: enStaffNotices,
  inbox: enInbox,
  appeals: enAppeals,
};

/** Every message of one language, by area. Typed so that English cannot lack a key that Chinese has. */
export const messagesOf = (locale: Locale): Messages => (locale === "en" ? en : zh);
