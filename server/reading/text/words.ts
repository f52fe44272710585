/** The classes of words from which it is read what became of the money. Negation and tense stand beside the verb. */

const set = (words: string) => new Set(words.split(" "));

export const NEGATIONS = set(
  "没 没有 未 不 并未 并没 并没有 还没 还没有 还未 尚未 从未 从没 未曾 不曾 没能 未能 没被 未被 毫无 不是 并不是 并非 不可能",
);
/** May stand between a negation and its verb. */
export const BETWEEN = set(
  "被 成功 真的 真 我 我们 钱 给 都 也 有 再 多 把 从 完全 根本 直接 任何 一分 一分钱 又 还 就 可 却 确实 明明 已经 已 的 并 实际 实际上 其实 到 过 看到 见 见到 看见 发现 收到 查到 把钱 这笔 这笔钱 能 帮 为",
);
/** Money was taken, whoever says so. */
export const DEBITS = set("扣 扣款 扣钱 扣费 扣掉 扣走 扣除 划扣 扣划 划走 被扣 已扣 扣成 扣款成功 扣到 支出");
/** The person paid; by itself this may be a plan or a page. */
export const PAYMENTS = set(
  "付 付款 支付 付钱 给钱 打钱 打款 转账 转 交钱 已付 付清 付过 付完 支付成功 付款成功 已付款 已支付 刷",
);
/** The verb itself says that it is done. */
export const DONE_VERBS = set(
  "支付成功 付款成功 扣款成功 已付 已付款 已支付 付清 付过 付完 已扣 被扣 扣掉 扣走 划走 扣成",
);
export const DONE_AFTER = set("了 过 完 掉 走 好 成功 好了 完了 过去 过去了 出去 出去了 完成 完毕 清 后 之后 以后");
export const DONE_BEFORE = set("已 已经 都 刚 刚刚 刚才 明明 确实 的确 就 又 被 给 也 还 多 重复 连续 分别 自动");
/** With these behind it the verb names a thing or an attempt. */
export const NO_ACT_AFTER = set(
  "失败 不成功 未成功 异常 方式 页面 按钮 界面 时 时候 的时候 码 密码 限额 功能 渠道 通道 接口 问题 提示 出错 错误 超时 中 不 不了 宝 软件 平台 系统 链接 账号 环境 信息 流程 设置 上限 额度 凭证 单号 订单号 环节",
);
export const CANNOT = set("不敢 不想 不愿 不肯 没敢 无法 不能 没法 不让 不可以 不给 难以 不支持 不允许 拒绝 禁止");
/** What is only thought, feared, asked, wished or ordered is no statement. */
export const NO_STATEMENT =
  /以为|好像|可能(?!是扣)|似乎|也许|是否|有没有|如果|要是|万一|假如|假设|怕|担心|会不会|是不是|不知道|不清楚|不确定|怀疑|难道|应该|想(?:要)?(?:付|充|支付|再)|准备|打算|怎么(?:付|支付)(?!了)|如何|能不能|可不可以|要不要|标记|改成|改为|设为|设置|当作|视为|写成|请把|才能|需要(?:再)?(?:付|支付)|下次|每次都?要|还没到扣|什么时候扣|扣没扣|付没付|扣不扣/;
export const ASKS_AT_END = /(?:吗|么|嘛|没有|没|不|呢)$/;
/** Speaks of what a page shows, not of the money. */
export const ON_PAGE = /显示|页面|状态|提示|写着|界面|订单(?:还)?是|标着/;

export const ARRIVALS = set("到账 到帐 入账 上账 到手 收到 充上 充进 发货 补上 到 来 充到 充进去 充 给");
/** One character that means arrival only when nothing else follows. */
export const SHORT_ARRIVALS = set("到 来 充 给");
export const NOT_YET = /什么时候|多久|何时|几时|怎么|多长时间|能不能|是否|才能|会不会|等/;
