import { and, asc, count, eq } from "drizzle-orm";
import { db, transact } from "#db/client.ts";
import { robots } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { env } from "#server/core/env.ts";
import { conflict, invalid, notFound } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { seal, unseal } from "#server/core/seal.ts";
import { sealPurposes } from "#server/core/seal-purposes.ts";
import { assertAllowedUrl, OutboundError } from "#server/http/index.ts";
import { renderStaff } from "../staff/render.ts";
import type { RobotKind, StaffNoticeKind } from "../staff/schemas.ts";
import { type RobotAddress, robotChannel, robotHosts } from "./channel.ts";
import { type ChangeRobot, changeRobotSchema, type RobotView, type SaveRobot, saveRobotSchema } from "./schemas.ts";

const MAX_ROBOTS = 20;
type Row = typeof robots.$inferSelect;

const addressOf = (row: Row) => JSON.parse(unseal(sealPurposes.robot(row.id), row.sealed)) as RobotAddress;

function view(row: Row): RobotView {
  const { id, kind, name, hint, locale, enabled, version } = row;
  const signed = addressOf(row).secret !== null;
  const kinds = row.kinds as StaffNoticeKind[];
  return { id, kind, name, hint, signed, kinds, locale, enabled, version, createdAt: row.createdAt.toISOString() };
}

/** Every robot; no address. @throws DomainError 403 FORBIDDEN, SECOND_FACTOR_REQUIRED */
export async function listRobots({ ctx }: { ctx: Ctx }): Promise<RobotView[]> {
  authorize(ctx, "webhooks:write");
  return (await db.select().from(robots).orderBy(asc(robots.createdAt), asc(robots.id))).map(view);
}

/** @throws DomainError 422 ROBOT_URL: the address is not one of that chat program's, and private ones are not allowed */
function checked(kind: RobotKind, url: string): string {
  const { ALLOW_PRIVATE_URLS } = env();
  try {
    const { protocol, hostname } = assertAllowedUrl(url, ALLOW_PRIVATE_URLS);
    if (ALLOW_PRIVATE_URLS || (protocol === "https:" && robotHosts[kind].includes(hostname))) return url;
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
  }
  throw invalid("ROBOT_URL", `The address of such a robot begins with https://${robotHosts[kind][0]}/.`);
}

/** Adds a robot. @throws DomainError 403 FORBIDDEN, SECOND_FACTOR_REQUIRED, 422 ROBOT_URL, 409 TOO_MANY_ROBOTS */
export async function addRobot({ ctx, input }: { ctx: Ctx; input: SaveRobot }): Promise<RobotView> {
  authorize(ctx, "webhooks:write");
  const { kind, name, url, secret, kinds, locale, enabled } = saveRobotSchema.parse(input);
  checked(kind, url);
  return transact(async (tx) => {
    const [found] = await tx.select({ n: count() }).from(robots);
    if (Number(found?.n ?? 0) >= MAX_ROBOTS)
      throw conflict("TOO_MANY_ROBOTS", `There are ${MAX_ROBOTS} robots already.`);
    const id = newId();
    const now = ctx.clock.now();
    const sealed = seal(sealPurposes.robot(id), JSON.stringify({ url, secret }));
    const values = { id, kind, name, sealed, hint: url.slice(-4), kinds, locale, enabled, version: 1 };
    const [row] = await tx
      .insert(robots)
      .values({ ...values, createdAt: now, updatedAt: now })
      .returning();
    if (!row) throw new Error("The robot was not written.");
    await appendAudit(tx, ctx, { action: "robot.added", subject: `robot:${id}`, data: { kind, name, kinds, enabled } });
    return view(row);
  });
}

/**
 * Changes a robot; its kind stays.
 * @throws DomainError 403 FORBIDDEN, SECOND_FACTOR_REQUIRED, 404 ROBOT_NOT_FOUND, 409 VERSION_CONFLICT, 422 ROBOT_URL
 */
export async function changeRobot({ ctx, input }: { ctx: Ctx; input: ChangeRobot }): Promise<RobotView> {
  authorize(ctx, "webhooks:write");
  const { id, version, url, secret, ...set } = changeRobotSchema.parse(input);
  return transact(async (tx) => {
    const [row] = await tx.select().from(robots).where(eq(robots.id, id));
    if (!row) throw notFound("ROBOT");
    const before = addressOf(row);
    const address = { url: url ?? before.url, secret: secret === undefined ? before.secret : secret };
    checked(row.kind, address.url);
    const sealed = seal(sealPurposes.robot(id), JSON.stringify(address));
    const [changed] = await tx
      .update(robots)
      .set({ ...set, sealed, hint: address.url.slice(-4), version: version + 1, updatedAt: ctx.clock.now() })
      .where(and(eq(robots.id, id), eq(robots.version, version)))
      .returning();
    if (!changed) throw conflict("VERSION_CONFLICT", "Somebody else changed this robot. Read it again.");
    const data = { ...set, addressChanged: url !== undefined, secretChanged: secret !== undefined };
    await appendAudit(tx, ctx, { action: "robot.changed", subject: `robot:${id}`, data });
    return view(changed);
  });
}

/** Takes a robot away. @throws DomainError 403 FORBIDDEN, SECOND_FACTOR_REQUIRED, 404 ROBOT_NOT_FOUND */
export async function removeRobot({ ctx, input }: { ctx: Ctx; input: { id: string } }): Promise<void> {
  authorize(ctx, "webhooks:write");
  await transact(async (tx) => {
    const [row] = await tx.delete(robots).where(eq(robots.id, input.id)).returning();
    if (!row) throw notFound("ROBOT");
    const data = { kind: row.kind, name: row.name };
    await appendAudit(tx, ctx, { action: "robot.removed", subject: `robot:${row.id}`, data });
  });
}

const testLine = {
  "zh-CN": { title: "测试消息", body: "收到这条消息，说明机器人已经接好。", action: "", path: "/notices" },
  en: { title: "Test", body: "This robot is set up.", action: "", path: "/notices" },
} as const;

/**
 * Has a robot say one thing now, so that one sees whether address and secret are right.
 * @throws DomainError 403 FORBIDDEN, SECOND_FACTOR_REQUIRED, 404 ROBOT_NOT_FOUND
 */
export async function testRobot({ ctx, input }: { ctx: Ctx; input: { id: string } }) {
  authorize(ctx, "webhooks:write");
  const [row] = await db.select().from(robots).where(eq(robots.id, input.id));
  if (!row) throw notFound("ROBOT");
  const { locale, name } = row;
  const message = renderStaff({ id: newId(), to: name, locale, lines: [testLine[locale]] });
  const sent = await robotChannel(row.kind, addressOf(row)).send(message);
  await transact((tx) =>
    appendAudit(tx, ctx, { action: "robot.tested", subject: `robot:${row.id}`, data: { state: sent.state } }),
  );
  return { ok: sent.state === "sent", error: sent.state === "sent" ? null : sent.error };
}
