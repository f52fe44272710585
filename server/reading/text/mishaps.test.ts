import { expect, test } from "vitest";
import { type MishapsRead, readMishaps } from "./mishaps.ts";

test.each<[string, MishapsRead]>([
  ["号码填错了一位，钱已经扣了", { orderRight: "account" }],
  ["手机号少一位", { orderRight: "account" }],
  ["充到别人号上了", { orderRight: "account" }],
  ["区服选错了怎么办", { orderRight: "account" }],
  ["I typed the wrong phone number", { orderRight: "account" }],
  ["我要的是直充，结果给我发了卡密", { orderRight: "product" }],
  ["月卡选成季卡了", { orderRight: "product" }],
  ["买错商品了能退吗", { orderRight: "product" }],
  ["bought the wrong product", { orderRight: "product" }],
  ["金额输错了，多了一个零", { orderRight: "amount" }],
  ["paid the wrong amount", { orderRight: "amount" }],
  ["银行短信显示扣了200，支付宝查不到", { bankSms: "yes" }],
  ["got a bank text that I was charged", { bankSms: "yes" }],
  ["群里发的链接付的", { entry: "link" }],
  ["不是官网进的，扫的陌生人二维码", { entry: "link" }],
  ["账号被冻结了", { notice: "frozen" }],
  ["提示要先实名认证", { notice: "verify" }],
  ["提示触发风控", { notice: "risk" }],
  // Denied, asked after nothing, or about something else.
  ["账号没有填错，核对过了", {}],
  ["没有选错商品", {}],
  ["not the wrong account", {}],
  ["商品没错，就是没到账", {}],
  ["支付宝扣了200没到账 CM2024", {}],
  ["", {}],
])("%s", (line, said) => expect(readMishaps(line)).toEqual(said));
