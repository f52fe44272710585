import { z } from "zod";
import { router, staffProcedure } from "#server/trpc/init.ts";
import {
  applyMacro,
  bePresent,
  callSlots,
  cancelCall,
  endCall,
  followTicket,
  getCallSettings,
  linkTickets,
  listCalls,
  listFields,
  listMacros,
  listMessages,
  listTags,
  macroHistory,
  markRead,
  mergeTicket,
  previewMacro,
  readDraft,
  redactAttachment,
  removeMacro,
  removeTag,
  requestCall,
  retireField,
  saveCallSettings,
  saveDraft,
  saveField,
  saveMacro,
  saveTag,
  setFields,
  takeCall,
  ticketCompany,
  unlinkTickets,
  unmergeTicket,
} from "./index.ts";
import {
  applyMacroSchema,
  callSettingsSchema,
  callStates,
  draftSchema,
  endCallSchema,
  fieldKeySchema,
  linkTicketSchema,
  mergeTicketSchema,
  presenceKinds,
  previewMacroSchema,
  redactSchema,
  requestCallSchema,
  saveFieldSchema,
  saveMacroSchema,
  saveTagSchema,
  setFieldsSchema,
  tagNameSchema,
} from "./schemas.ts";

const number = z.string().min(1).max(40);
const id = z.string().min(1).max(64);
const version = z.number().int().min(1);

const read = () => staffProcedure("tickets:read");
const write = () => staffProcedure("tickets:write");
const manage = () => staffProcedure("desk:manage");

export const macrosRouter = router({
  // The desk's own texts go back as they were written, its own telephone number among them; the verbs ask for the permission.
  list: staffProcedure("signed-in").query(({ ctx }) => listMacros({ ctx: ctx.caller })),
  history: staffProcedure("signed-in")
    .input(z.object({ id }))
    .query(({ ctx, input }) => macroHistory({ ctx: ctx.caller, input })),
  save: write()
    .input(saveMacroSchema.extend({ id: id.optional() }))
    .mutation(({ ctx, input }) => saveMacro({ ctx: ctx.caller, input })),
  remove: write()
    .input(z.object({ id }))
    .mutation(({ ctx, input }) => removeMacro({ ctx: ctx.caller, input })),
  preview: write()
    .input(previewMacroSchema.extend({ number }))
    .query(({ ctx, input }) => previewMacro({ ctx: ctx.caller, input })),
  use: write()
    .input(applyMacroSchema.extend({ number }))
    .mutation(({ ctx, input }) => applyMacro({ ctx: ctx.caller, input })),
});

/** What stands beside a ticket, and what is done with it besides answering. */
export const ticketWorkRouter = router({
  company: read()
    .input(z.object({ number }))
    .query(({ ctx, input }) => ticketCompany({ ctx: ctx.caller, input })),
  messages: read()
    .input(z.object({ number, before: id.optional() }))
    .query(({ ctx, input }) => listMessages({ ctx: ctx.caller, input })),
  follow: read()
    .input(z.object({ number, follow: z.boolean() }))
    .mutation(({ ctx, input }) => followTicket({ ctx: ctx.caller, input })),
  // One's own words go back as they were written; the verb asks for the permission.
  ownDraft: staffProcedure("signed-in")
    .input(z.object({ number }))
    .query(({ ctx, input }) => readDraft({ ctx: ctx.caller, input })),
  draft: write()
    .input(draftSchema.extend({ number }))
    .mutation(({ ctx, input }) => saveDraft({ ctx: ctx.caller, input })),
  here: read()
    .input(z.object({ number, kind: z.enum(presenceKinds).nullable() }))
    .mutation(({ ctx, input }) => bePresent({ ctx: ctx.caller, input })),
  read: read()
    .input(z.object({ number, messageId: id }))
    .mutation(({ ctx, input }) => markRead({ ctx: ctx.caller, input })),
  link: write()
    .input(linkTicketSchema.extend({ number }))
    .mutation(({ ctx, input }) => linkTickets({ ctx: ctx.caller, input })),
  unlink: write()
    .input(z.object({ number, link: id }))
    .mutation(({ ctx, input }) => unlinkTickets({ ctx: ctx.caller, input })),
  merge: write()
    .input(mergeTicketSchema.extend({ number }))
    .mutation(({ ctx, input }) => mergeTicket({ ctx: ctx.caller, input })),
  unmerge: write()
    .input(z.object({ number, version }))
    .mutation(({ ctx, input }) => unmergeTicket({ ctx: ctx.caller, input })),
  setFields: write()
    .input(setFieldsSchema.extend({ number }))
    .mutation(({ ctx, input }) => setFields({ ctx: ctx.caller, input })),
  redact: write()
    .input(redactSchema.extend({ id }))
    .mutation(({ ctx, input }) => redactAttachment({ ctx: ctx.caller, input })),
});

/** The desk's own words: fields and tags. */
export const deskWordsRouter = router({
  fields: read().query(({ ctx }) => listFields({ ctx: ctx.caller })),
  saveField: manage()
    .input(saveFieldSchema.extend({ key: fieldKeySchema }))
    .mutation(({ ctx, input }) => saveField({ ctx: ctx.caller, input })),
  retireField: manage()
    .input(z.object({ key: fieldKeySchema }))
    .mutation(({ ctx, input }) => retireField({ ctx: ctx.caller, input })),
  tags: read().query(({ ctx }) => listTags({ ctx: ctx.caller })),
  saveTag: manage()
    .input(saveTagSchema.extend({ name: tagNameSchema }))
    .mutation(({ ctx, input }) => saveTag({ ctx: ctx.caller, input })),
  removeTag: manage()
    .input(z.object({ name: tagNameSchema }))
    .mutation(({ ctx, input }) => removeTag({ ctx: ctx.caller, input })),
});

export const callsRouter = router({
  list: read()
    .input(z.object({ state: z.enum(callStates).optional() }))
    .query(({ ctx, input }) => listCalls({ ctx: ctx.caller, input })),
  slots: read()
    .input(z.object({ number }))
    .query(({ ctx, input }) => callSlots({ ctx: ctx.caller, input })),
  book: write()
    .input(requestCallSchema.extend({ number }))
    .mutation(({ ctx, input }) => requestCall({ ctx: ctx.caller, input })),
  cancel: write()
    .input(z.object({ number }))
    .mutation(({ ctx, input }) => cancelCall({ ctx: ctx.caller, input })),
  settings: read().query(({ ctx }) => getCallSettings({ ctx: ctx.caller })),
  saveSettings: manage()
    .input(callSettingsSchema)
    .mutation(({ ctx, input }) => saveCallSettings({ ctx: ctx.caller, input })),
  take: write()
    .input(z.object({ id, version }))
    .mutation(({ ctx, input }) => takeCall({ ctx: ctx.caller, input })),
  end: write()
    .input(endCallSchema.extend({ id }))
    .mutation(({ ctx, input }) => endCall({ ctx: ctx.caller, input })),
});
