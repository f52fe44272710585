/** The door of the metrics module: what managers measure, with its definitions. */
export { type BoardInput, boardInputSchema, metricsBoard } from "./boards/board.ts";
export { boardCsv } from "./boards/board-csv.ts";
export { percentText, spanText, valueText } from "./boards/values.ts";
export { type BoardLocale, boardTitles, columnTitle, rowTitle, tableKeys, tableTitles } from "./boards/words.ts";
export { foldDeltas } from "./cells/fold.ts";
export { rebuildCells } from "./cells/rebuild.ts";
export { checklistReport, checklistRuns } from "./checklist/report.ts";
export { type MetricChoices, metricChoices } from "./choices.ts";
export { type MetricText, metricDefinition, metricDefinitions } from "./definitions.ts";
export { metricJobs } from "./jobs.ts";
export { managerOverview } from "./manager-overview.ts";
export { metricsSeries } from "./metrics-series.ts";
export { listRecords } from "./records/list.ts";
export { planReports } from "./reports/plan-reports.ts";
export { removeReport } from "./reports/remove-report.ts";
export { saveReport } from "./reports/save-report.ts";
export { listReports, reportPeople } from "./reports/schedules.ts";
export { type SendMail, sendReports } from "./reports/send-reports.ts";
