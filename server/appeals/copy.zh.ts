import type { AppealWords } from "./copy.ts";

/** See `copy.ts`. */
export const zh: AppealWords = {
  item: {
    identity: {
      title: "身份证件照片",
      why: "用来确认账户是您本人在使用。可以遮住证件号码中间的几位，姓名和照片需要看得清。",
    },
    usual_device: {
      title: "您平时用的手机或电脑、常在的城市",
      why: "帮我们确认这次是您本人操作。换了手机、出差或旅行，也请写上。",
    },
    purchase_history: {
      title: "您以前的购买情况",
      why: "比如大概从什么时候开始购买、最近一次买了什么。和记录对得上，审核会更快。",
    },
    purpose: { title: "这次购买的用途", why: "简单说明买来做什么、给谁用，帮我们了解这笔订单。" },
    payment_proof: {
      title: "付款成功的截图",
      why: "截图里要有金额、时间和交易单号，方便我们核对。",
    },
    payer_proof: {
      title: "付款账户属于您的证明",
      why: "比如付款账户的实名页面截图，可以遮住卡号中间的数字。用来确认付款人就是您。",
    },
    recipient: { title: "您和收款或充值账户的关系", why: "比如给自己、家人或朋友充值。帮我们确认没有充错人。" },
    funds_proof: {
      title: "这笔钱的来源说明",
      why: "比如工资到账或余额页面的截图，可以遮住无关内容。用来保护您和他人的资金安全。",
    },
    own_accounts: { title: "属于您的账户", why: "写下您自己在用的账户名。没有列出的账户，我们会当作不是您的来保护。" },
    offer_use: { title: "您参加优惠的经过", why: "比如在哪里看到、怎么参加的。帮我们判断优惠是否可以照常使用。" },
  },
  kept: {
    text: () => "和工单保存在一起，只有处理您问题的员工能看到。",
    file: () => "和工单保存在一起，只有处理您问题的员工能看到。",
    identity: (days) =>
      `加密保存，只有审核人员能看，每次查看都有记录。审核有结果后 ${days} 天自动删除，您也可以随时撤回。`,
  },
  reason: {
    EVIDENCE_ENOUGH: "您提供的信息足以说明情况。",
    OWNER_CONFIRMED: "已经确认是您本人操作。",
    HELD_BY_MISTAKE: "这次不该限制您，给您带来不便，我们很抱歉。",
    EVIDENCE_MISSING: "审核需要的材料没有补齐。",
    EVIDENCE_UNREADABLE: "提供的材料看不清或不完整，无法核对。",
    IDENTITY_DIFFERS: "提供的身份信息和账户登记的对不上。",
    PAYER_DIFFERS: "无法确认付款人是您本人。",
    PURCHASE_NOT_ALLOWED: "这笔订单不符合平台的购买规定。",
    released: "平台已经解除了限制。",
    credited: "订单已经到账。",
    refunded: "款项已经退回。",
  },
  follow: {
    free: "限制已解除，您可以回到平台继续使用。",
    release: "订单已放行，平台会继续为您发货。如果到时还没有到账，我们会接手处理，您不用再做什么。",
    topup_done: "款项已经补到您的账户。",
    topup: "正在为您办理到账，办好后会在工单里告诉您。",
    refund: "款项会按原付款方式退回，退好后会在工单里告诉您。银行卡可能要再等 1 到 3 个工作日。",
    delivered: "订单已经到账，不需要再处理。",
    refunding: "这笔款项正在退回，退好后会在工单里告诉您。",
    refunded: "这笔款项已经退回，订单不再继续。",
    working: "我们正在处理这笔款项，有结果会在工单里告诉您。处理期间请不要再次付款。",
    nothing_back: "这笔订单没有需要退回的款项。",
  },
  opened: (due, missing) =>
    [
      `申诉已收到，我们最晚 ${due} 给出审核结果。`,
      missing.length > 0
        ? `为了尽快审核，请补充：${missing.join("、")}。等待您补充的时间不计入审核时限。`
        : "材料已经齐了，您不用再做什么。",
      "审核期间请不要为这笔订单再次付款。",
    ].join(""),
  added: (titles) => `补充了审核材料：${titles.join("、")}。`,
  withdrawn: (title) => `撤回了审核材料：${title}。`,
  asked: (titles, message) => `审核还需要：${titles.join("、")}。${message ?? ""}补充后我们马上继续审核。`,
  passed: (reason, follow) => `审核通过。${reason}${follow}`,
  denied: (reason, follow, days) =>
    `审核未通过。${reason}${follow}如果您认为结果有误，可以在 ${days} 天内申请一次复核，由另一位同事重新审核。`,
  deniedAgain: (reason, follow) => `复核后仍未通过。${reason}${follow}`,
  closed: (reason) => `${reason}申诉已自动结束，您不用再做什么。`,
  secondLook: (due) => `复核申请已收到，由另一位同事重新审核，最晚 ${due} 给出结果。`,
  noteProposed: (by, decision, reason) =>
    `${by} 建议${decision === "pass" ? "通过" : "不通过"}申诉（${reason}），等待第二位同事确认。`,
  noteReturned: (by, note) => `${by} 没有同意该建议，申诉回到待审。${note ? `原因：${note}` : ""}`,
  noteStale: "建议之后情况有变化，已自动作废，申诉回到待审。",
  noteRefused: (why) => `平台没有接受放行指令（${why}）。请在申诉页面一键补单。`,
  noteUndelivered: "平台已接受放行，但还没有到账。请在申诉页面核实后处理。",
  noteBlocked: (codes) => `审核已有结果，但款项暂时不能处理（${codes}）。请在申诉页面重试。`,
  noteTakenBack: (by) => `${by} 确认平台没有发货，放行已收回，可以补单或退款。`,
};
