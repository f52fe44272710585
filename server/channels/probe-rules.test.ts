import { expect, test } from "vitest";
import { gatewayErrorCodes } from "#server/gateways/index.ts";
import { probeText } from "./copy.ts";
import { judgeProbe, signsAnswers } from "./probe-rules.ts";
import { probeVerdicts } from "./schemas.ts";

const missing = { payment: { state: "missing" as const, ours: true } };
const failed = (code: (typeof gatewayErrorCodes)[number], gatewayCode: string | null = null) => ({ code, gatewayCode });

test("only the answer that there is no such payment, by the right merchant, is a channel that works", () => {
  expect(judgeProbe(missing, true)).toEqual({
    ok: true,
    verdict: "works",
    reachable: true,
    ourSignature: true,
    theirSignature: true,
    gatewayCode: null,
  });
  expect(judgeProbe(missing, false).theirSignature).toBeNull();
  expect(judgeProbe({ payment: { state: "missing", ours: false } }, true)).toMatchObject({
    ok: false,
    verdict: "foreign",
  });
  expect(judgeProbe({ payment: { state: "paid", ours: true } }, true)).toMatchObject({
    ok: false,
    verdict: "not_a_gateway",
  });
  for (const code of gatewayErrorCodes) expect(judgeProbe(failed(code), true).ok, code).toBe(false);
});

test("each way to fail says what to look at", () => {
  expect(judgeProbe(failed("TIMED_OUT"), true)).toMatchObject({ verdict: "unreachable", reachable: false });
  expect(judgeProbe(failed("UNAVAILABLE"), true)).toMatchObject({ verdict: "unavailable", reachable: true });
  expect(judgeProbe(failed("MISCONFIGURED"), true)).toMatchObject({ verdict: "misconfigured", reachable: null });
  expect(judgeProbe(failed("BAD_ANSWER"), true)).toMatchObject({ verdict: "not_a_gateway", reachable: true });
  expect(judgeProbe(failed("BAD_SIGNATURE"), true)).toMatchObject({ verdict: "bad_signature", theirSignature: false });
  expect(judgeProbe(failed("REFUSED", "SIGN_ERROR"), true)).toMatchObject({
    verdict: "refused",
    ourSignature: false,
    gatewayCode: "SIGN_ERROR",
  });
});

test("every verdict has words in both languages", () => {
  for (const verdict of probeVerdicts) {
    expect(probeText(verdict, "zh-CN")).toMatch(/\p{Script=Han}/u);
    expect(probeText(verdict, "en")).not.toMatch(/\p{Script=Han}/u);
  }
});

test("epay's MD5 signs no answers", () => {
  expect(signsAnswers("epay", { signType: "MD5" })).toBe(false);
  expect(signsAnswers("epay", { signType: "RSA" })).toBe(true);
  expect(signsAnswers("alipay", {})).toBe(true);
});
