import type { Ctx } from "#server/core/context.ts";
import type { DiagnosisPage } from "#server/diagnosis/index.ts";
import { readText } from "#server/reading/index.ts";
import { runReadings } from "#server/tickets/index.ts";
import { joinReadings, type PictureRead, type Readings } from "./readings.ts";

/** What was read of a run's text and pictures, joined to one form. */
export async function loadReadings(
  ctx: Ctx,
  diagnosisId: string,
  given: DiagnosisPage["given"],
): Promise<{ readings: Readings; pictures: PictureRead[] }> {
  const read = await runReadings({ ctx, input: { diagnosisId } });
  const pictures = read.map(({ attachment: { id, name }, state, fields }) => ({ id, name, status: state, fields }));
  const { fields } = readText(given.text ?? "", { now: ctx.clock.now() });
  const { orderNo, paymentNo, amountFen, paidAt, payee, channel, errorText, proof } = given;
  // Before it is confirmed, what a text said is a reading like those of the pictures; numbers may have been typed in on purpose.
  const rest = given.confirmed ? { amountFen, paidAt, payee, channel, errorText } : {};
  const said = { orderNo, paymentNo, ...rest };
  return { readings: joinReadings({ ...said, proof }, fields, pictures), pictures };
}
