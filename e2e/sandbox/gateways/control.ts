import type { Delivery, GatewaySandbox, Sum } from "./sandbox.ts";
import { type ApiCall, type SandboxComplaint, type SandboxKind, type SandboxPayment, sandboxKinds } from "./types.ts";

type Input = Record<string, unknown> & { outTradeNo?: string; kind?: SandboxKind };
type Command = (sandbox: GatewaySandbox, input: Input) => unknown;

const no = (input: Input): string => {
  if (typeof input.outTradeNo !== "string" || input.outTradeNo === "") throw new Error("outTradeNo is missing");
  return input.outTradeNo;
};
const sum = (input: Input): Sum => {
  const { kind, amountFen } = input;
  if (!kind || !sandboxKinds.includes(kind)) throw new Error(`kind must be one of ${sandboxKinds.join(", ")}`);
  if (!Number.isSafeInteger(amountFen) || (amountFen as number) < 0) throw new Error("amountFen must be whole fen");
  return dated(input) as unknown as Sum;
};
const dated = (input: Input) => ({ ...input, ...(typeof input.at === "string" && { at: new Date(input.at) }) });

/**
 * The commands of `POST /__control/{name}` with a JSON body, for other processes and browsers. Members are those of the methods
 * in `sandbox.ts`, `outTradeNo` beside them; times are RFC 3339.
 */
export const commands: Record<string, Command> = {
  config: (sandbox, { kind }) => sandbox.config(kind ?? "alipay"),
  create: (sandbox, input) => shown(sandbox.create(no(input), sum(input))),
  pay: (sandbox, input) => shown(sandbox.pay(no(input), sum(input))),
  close: (sandbox, input) => sandbox.closePayment(no(input), input.kind),
  freeze: (sandbox, input) => sandbox.freeze(no(input), input.kind),
  refund: (sandbox, input) => sandbox.refund(no(input), dated(input) as never),
  "settle-refund": (sandbox, input) =>
    sandbox.settleRefund(input.kind ?? "alipay", String(input.outRefundNo), input.state as never),
  payment: (sandbox, input) => shown(sandbox.payment(no(input), input.kind)),
  payments: (sandbox) => [...sandbox.till.payments.values()].map(shown),
  calls: (sandbox, input) => sandbox.calls(input as Partial<ApiCall>),
  callback: (sandbox, input) => {
    const { body, ...raw } = sandbox.callback(no(input), input);
    return { ...raw, bodyBase64: body.toString("base64") };
  },
  deliver: (sandbox, input) => sandbox.deliver(no(input), input as unknown as Delivery),
  "deliver-all": (sandbox, input) => sandbox.deliverAll(input.deliveries as never, input as never),
  replay: (sandbox, input) => sandbox.replay(no(input), (input.index as number | undefined) ?? -1),
  complain: (sandbox, input) => sandbox.complain(no(input), dated(input) as Partial<SandboxComplaint>),
  "deliver-complaint": (sandbox, input) => sandbox.deliverComplaint(String(input.complaintId), input as never),
  bill: async (sandbox, input) => {
    const { name, body } = await sandbox.billFile(input.kind ?? "alipay", String(input.day));
    return { name, bodyBase64: body.toString("base64") };
  },
  "add-bill-line": (sandbox, input) =>
    sandbox.addBillLine(
      input.kind ?? "alipay",
      no(input),
      Number(input.amountFen),
      dated(input).at as Date | undefined,
    ),
  "omit-from-bill": (sandbox, input) => sandbox.omitFromBill(no(input), input.kind),
  fail: (sandbox, input) => sandbox.faults.fail(input as never),
  heal: (sandbox, { kind }) => sandbox.faults.heal(kind),
  "rotate-keys": (sandbox, { kind }) => sandbox.rotateKeys(kind ?? "alipay"),
  reset: (sandbox) => sandbox.reset(),
};

const shown = ({ refunds, ...row }: SandboxPayment) => ({ ...row, refunds });

/** Runs a command. @returns status and JSON */
export async function control(sandbox: GatewaySandbox, name: string, input: Input): Promise<[number, unknown]> {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) return [404, { error: `there is no command ${name}`, commands: Object.keys(commands) }];
  try {
    return [200, (await command(sandbox, input)) ?? {}];
  } catch (error) {
    return [400, { error: error instanceof Error ? error.message : String(error) }];
  }
}
