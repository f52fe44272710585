import { type Drawing, draw, type Words } from "./draw.ts";

/** What a synthetic page says; tests hold the reading to it. */
export type BillFacts = {
  amountFen: number;
  /** RFC 3339 UTC. */
  paidAt: string;
  paymentNo: string;
  orderNo: string;
  payee: string;
};
export const billKinds = ["alipay", "wechat", "bank", "shop", "alipay_en", "wechat_en"] as const;
export type BillKind = (typeof billKinds)[number];
export type Theme = "light" | "dark";

const themes = {
  light: { page: "#f5f5f5", card: "#ffffff", strong: "#1a1a1a", weak: "#8a8a8a" },
  dark: { page: "#111111", card: "#1c1c1e", strong: "#e8e8e8", weak: "#8e8e93" },
} as const;

const WIDTH = 1_080;
const SIZE = 40;

export const sampleFacts: BillFacts = {
  amountFen: 20_000,
  paidAt: "2024-05-10T06:32:08.000Z",
  paymentNo: "2024051022001412341234567890",
  orderNo: "CM20240510001",
  payee: "星河网络科技有限公司",
};

/** Facts of a made-up payment, numbered as its gateway does; the same `n` gives the same. */
export function factsOf(n: number, by: BillKind = "alipay"): BillFacts {
  const digits = (length: number, salt: number) =>
    Array.from({ length }, (_, i) => Math.abs(Math.floor(Math.sin(n * 97 + salt * 31 + i * 7) * 1e4)) % 10).join("");
  const paid = new Date(Date.UTC(2024, n % 12, 1 + (n % 27), (n * 5) % 24, (n * 7) % 60, (n * 11) % 60));
  const day = new Date(paid.getTime() + 8 * 3_600_000).toISOString().slice(0, 10).replaceAll("-", "");
  const payees = ["星河网络科技有限公司", "飞鱼游戏充值中心", "卡易售数码专营店", "云途信息技术有限公司"];
  const amounts = [20_000, 9_800, 128_000, 600_000, 64_800, 5_000, 1_234_567, 3_010];
  return {
    amountFen: amounts[n % amounts.length] ?? 100,
    paidAt: paid.toISOString(),
    paymentNo: /^wechat/.test(by) ? `42000022${digits(2, 4)}${day}${digits(10, 1)}` : `${day}22001${digits(15, 1)}`,
    orderNo: n % 2 === 0 ? `CM${day}${digits(3, 2)}` : `KM${day}${digits(4, 3)}`,
    payee: payees[n % payees.length] ?? "",
  };
}

const yuan = (fen: number, separators = true) => {
  const [whole = "0", cents] = (fen / 100).toFixed(2).split(".");
  return `${separators ? whole.replace(/\B(?=(\d{3})+$)/g, ",") : whole}.${cents}`;
};
/** China's time, split. */
function local(iso: string) {
  const at = new Date(Date.parse(iso) + 8 * 3_600_000).toISOString();
  return {
    date: at.slice(0, 10),
    time: at.slice(11, 19),
    month: Number(at.slice(5, 7)),
    day: Number(at.slice(8, 10)),
    year: at.slice(0, 4),
  };
}

type Row = readonly [label: string, value: string];
type Layout = {
  title: string;
  name: string;
  amount: string;
  status?: string;
  rows: Row[];
  align: "left" | "right";
  wrapAt?: number;
};

/** A page of a payment app: a name and a sum above, rows of labels and values below. */
function rowsPage({ title, name, amount, status, rows, align, wrapAt = 24 }: Layout, theme: Theme): Drawing {
  const colors = themes[theme];
  const words: Words[] = [
    { text: title, x: WIDTH / 2, y: 90, size: 44, color: colors.strong, align: "center", bold: true },
    { text: name, x: WIDTH / 2, y: 290, size: 42, color: colors.strong, align: "center" },
    { text: amount, x: WIDTH / 2, y: 370, size: 88, color: colors.strong, align: "center", bold: true },
  ];
  if (status) words.push({ text: status, x: WIDTH / 2, y: 500, size: 38, color: colors.weak, align: "center" });
  let y = 640;
  for (const [label, value] of rows) {
    words.push({ text: label, x: 70, y, size: SIZE, color: colors.weak });
    for (const part of wrapped(value, wrapAt)) {
      words.push({ text: part, x: align === "right" ? WIDTH - 70 : 330, y, size: SIZE, color: colors.strong, align });
      y += 62;
    }
    y += 30;
  }
  const card = { x: 30, y: 230, width: WIDTH - 60, height: y - 190, color: colors.card, radius: 24 };
  return { width: WIDTH, height: y + 120, background: colors.page, words, areas: [card] };
}

function wrapped(value: string, at: number): string[] {
  return value.match(new RegExp(`.{1,${at}}`, "gu")) ?? [value];
}

const layouts: Record<BillKind, (facts: BillFacts, theme: Theme) => Drawing> = {
  alipay: (f, theme) => {
    const { date, time } = local(f.paidAt);
    const rows: Row[] = [
      ["支付时间", `${date} ${time}`],
      ["付款方式", "余额宝"],
      ["商品说明", "手游点券直充"],
      ["收款方全称", f.payee],
      ["订单号", f.paymentNo],
      ["商家订单号", f.orderNo],
    ];
    return rowsPage(
      {
        title: "账单详情",
        name: "星河充值",
        amount: `-${yuan(f.amountFen)}`,
        status: "交易成功",
        rows,
        align: "right",
      },
      theme,
    );
  },
  alipay_en: (f, theme) => {
    const { date, time } = local(f.paidAt);
    const rows: Row[] = [
      ["Payment Time", `${date} ${time}`],
      ["Payment Method", "Balance"],
      ["Payee", f.payee],
      ["Order No.", f.paymentNo],
      ["Merchant Order No.", f.orderNo],
    ];
    return rowsPage(
      {
        title: "Bill Details",
        name: "Xinghe Topup",
        amount: `-${yuan(f.amountFen)}`,
        status: "Transaction successful",
        rows,
        align: "right",
      },
      theme,
    );
  },
  wechat: (f, theme) => {
    const { year, month, day, time } = local(f.paidAt);
    const rows: Row[] = [
      ["当前状态", "支付成功"],
      ["支付时间", `${year}年${month}月${day}日 ${time}`],
      ["商品", "游戏点卡"],
      ["商户全称", f.payee],
      ["收单机构", "财付通支付科技有限公司"],
      ["支付方式", "零钱"],
      ["交易单号", f.paymentNo],
      ["商户单号", f.orderNo],
    ];
    return rowsPage(
      { title: "账单", name: "星河充值", amount: `-${yuan(f.amountFen, false)}`, rows, align: "left" },
      theme,
    );
  },
  wechat_en: (f, theme) => {
    const { date, time } = local(f.paidAt);
    const rows: Row[] = [
      ["Current Status", "Paid"],
      ["Payment Time", `${date} ${time}`],
      ["Merchant Full Name", f.payee],
      ["Payment Method", "Balance"],
      ["Transaction ID", f.paymentNo],
      ["Merchant Order No.", f.orderNo],
    ];
    return rowsPage({ title: "Bill", name: "Xinghe", amount: `-¥${yuan(f.amountFen)}`, rows, align: "right" }, theme);
  },
  bank: (f, theme) => {
    const { year, month, day, time } = local(f.paidAt);
    const text = `【招商银行】您尾号1234的账户于${year}年${month}月${day}日${time}在支付宝-${f.payee}发生快捷支付扣款，人民币${yuan(f.amountFen)}元，余额8,765.43元。交易流水号：${f.paymentNo}。`;
    const colors = themes[theme];
    const lines = wrapped(text, 22);
    const words = lines.map(
      (line, i): Words => ({ text: line, x: 90, y: 330 + i * 66, size: SIZE, color: colors.strong }),
    );
    const bubble = { x: 50, y: 290, width: 980, height: lines.length * 66 + 80, color: colors.card, radius: 36 };
    const sender: Words = { text: "95555", x: WIDTH / 2, y: 110, size: 42, color: colors.strong, align: "center" };
    return {
      width: WIDTH,
      height: 560 + lines.length * 66,
      background: colors.page,
      words: [sender, ...words],
      areas: [bubble],
    };
  },
  shop: (f, theme) => {
    const { date, time } = local(f.paidAt);
    const colors = themes[theme];
    const words: Words[] = [
      { text: "订单详情", x: WIDTH / 2, y: 90, size: 44, color: colors.strong, align: "center", bold: true },
      { text: "已支付", x: 70, y: 230, size: 56, color: colors.strong, bold: true },
      { text: f.payee, x: 70, y: 360, size: SIZE, color: colors.strong },
      { text: "实付款", x: 70, y: 560, size: SIZE, color: colors.strong },
      { text: `¥${yuan(f.amountFen)}`, x: WIDTH - 70, y: 556, size: 48, color: "#e4393c", align: "right", bold: true },
      { text: `订单编号：${f.orderNo}`, x: 70, y: 700, size: 38, color: colors.weak },
      { text: `支付单号：${f.paymentNo}`, x: 70, y: 770, size: 38, color: colors.weak },
      { text: `付款时间：${date} ${time}`, x: 70, y: 840, size: 38, color: colors.weak },
    ];
    return { width: WIDTH, height: 1_000, background: colors.card, words };
  },
};

/** Which of the facts a kind of page shows. */
export const shownBy: Record<BillKind, (keyof BillFacts)[]> = {
  alipay: ["amountFen", "paidAt", "paymentNo", "orderNo", "payee"],
  alipay_en: ["amountFen", "paidAt", "paymentNo", "orderNo", "payee"],
  wechat: ["amountFen", "paidAt", "paymentNo", "orderNo", "payee"],
  wechat_en: ["amountFen", "paidAt", "paymentNo", "orderNo", "payee"],
  bank: ["amountFen", "paidAt", "paymentNo"],
  shop: ["amountFen", "paidAt", "paymentNo", "orderNo"],
};

/** A page that shows these facts, as PNG. */
export function bill(kind: BillKind, facts: BillFacts = sampleFacts, theme: Theme = "light"): Promise<Buffer> {
  return draw(layouts[kind](facts, theme));
}

/** A page of an app that says what went wrong. */
export function errorPage(lines: readonly string[]): Promise<Buffer> {
  const words = lines.map(
    (text, i): Words => ({
      text,
      x: WIDTH / 2,
      y: 400 + i * 90,
      size: i === 0 ? 56 : 40,
      color: "#222222",
      align: "center",
      bold: i === 0,
    }),
  );
  return draw({ width: WIDTH, height: 700 + lines.length * 90, background: "#ffffff", words });
}
