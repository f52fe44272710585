import type { ErrorClass } from "./codes.ts";

/** What messages say, by class. Pure. */

export type Pattern = readonly [ErrorClass, RegExp];

/** The number is another carrier's or another region's than the goods are for. */
const WRONG_CARRIER =
  /(运营商|归属地|号段|携号转网|号码类型|账号类型).{0,10}(不(符|一致|匹配|支持|对|正确)|错误|有误|异常)|(非|不是|不属于)(中国)?(移动|联通|电信|广电).{0,4}(号码?|用户|手机)|携号转网|(不支持|无法).{0,6}(该|此|这个)?(号段|归属地|运营商|省份|地区).{0,4}(充值|号码)?|(carrier|operator|network|region|province).{0,16}(mismatch|(does|do|did) ?n[o']t match|not match|differs|wrong|not supported)|(mismatch|wrong|unsupported)(ed|ing)? (carrier|operator)|ported (number|out)|not an? .{0,20}(mobile|unicom|telecom) (number|subscriber)/i;

/** Words in both languages. The first that fits counts, so what is narrow stands before what is wide. */
export const payPatterns: readonly Pattern[] = [
  [
    "late",
    /(超时|过期|关闭|取消)(之)?后.{0,4}(支付|付款|到账|收到)|迟到|已(关闭|过期|取消)[^未]{0,6}(收到|到账|才)|paid (too )?late|late (payment|callback)|(paid|payment|callback).{0,10} after/i,
  ],
  [
    "paid",
    /已(经)?(支付|付款)(成功)?.{0,6}(勿|不要|不能|无需)?重复|重复(支付|付款|扣款)|订单已(支付|付款)|(order|trade).{0,8}already.{0,4}paid|already (been )?paid|paid twice|duplicate payment|已(经)?扣(款|费|钱)|扣款成功|(has|have|had) been (paid|debited|charged)|(was|already) (debited|charged)/i,
  ],
  [
    "duplicate",
    /重复(提交|下单|订单|请求|点击)|订单号.{0,4}(重复|已存在|已使用)|(duplicate|repeat)(d|ed)? (order|submi|request|out|click)|(order|trade) (no|number).{0,12}(already|used|exists)|submitted (twice|repeatedly)/i,
  ],
  [
    "coupon",
    /优惠|代金券|抵用券|满减|门槛|折扣|红包|叠加|促销|活动(规则|门槛|条件)|coupon|voucher|\bpromo|discount|\bstack(ing|ed)?\b|threshold/i,
  ],
  [
    "session",
    /登(录|陆)(状态)?.{0,4}(过期|失效|超时|无效)|会话|重新登(录|陆)|未登(录|陆)|免密.{0,8}(失|过期|解约|无效)|session|(token|login).{0,10}(expired|invalid|timed? ?out)|log ?in again|not logged in|logged out|re-?(login|authenticate)|password-?free/i,
  ],
  [
    "challenge",
    /验证码|人脸|刷脸|活体|(短信|二次|身份|手机|支付)(验证|校验|核验).{0,6}(未|没|超时|失败|中断)|(未|请|需|待|须)(先)?(完成|通过).{0,8}(验证|核验)|(验证|核验|(?<!安全)校验)(未|没|超时|中断)|verification (code|step)|(verification|authentication|challenge|check).{0,16}(incomplete|not (completed|passed|finished)|unfinished|timed? ?out|expired|abandoned|pending)|challenge|\b(sms|face id|face (verif|recog|scan|check)|otp|2fa|3ds|3-d secure)|second.?factor/i,
  ],
  ["reversal", /冲正|(银行|扣款|资金|款项).{0,10}(退回|返还|退还)|revers(al|ed)|bank.{0,16}return/i],
  [
    "locked",
    /密码.{0,10}(错|锁|次数|上限|限制)|password.{0,24}(lock|wrong|attempt|incorrect|too many|error|times|exceed)|(wrong|incorrect|locked|invalid) (pay(ment)? )?password|too many (wrong |password |failed )*attempts/i,
  ],
  [
    "policy",
    /跨境|境外|外币|外汇|海外|外卡|国际卡|政策|监管|合规|管制|管控|法规|cross.?border|foreign|overseas|forex|\bfx\b|regulat|\bpolicy|sanction|compliance|embargo|international card/i,
  ],
  [
    "merchant_limit",
    /(商户|商家|收款(方|账户|码|人)?|通道|渠道).{0,10}(限额|额度|超限|上限|限制收款|收满|已满|日限)|daytop|daymaxorder|(merchant|payee|channel|receipt|receiving).{0,24}(limit|quota|\bcap\b|restrict|ceiling)|(daily|day) (quota|cap|total).{0,16}(reached|full|used up|exceed)/i,
  ],
  [
    "method_off",
    /(快捷|余额|移动|手机|无线|网上|在线)支付.{0,8}(未开|没开|没有开|关闭|已关|停用|不可用)|(未|没有?|尚未)(开通|开启|启用).{0,10}(支付|快捷|网银|功能)?|支付(功能|开关|权限).{0,6}(关|未开|停用)|(没有|无)可用.{0,4}(支付|付款)|no (available )?payment (instrument|method)s?|(payment|pay|switch|method|quick ?pay).{0,16}(is |was |been )?(switched off|turned off|\boff\b|disabled?|not (enabled|activated|opened|open))/i,
  ],
  [
    "unsupported",
    /(不支持|不接受|不能使用|无法使用|暂不支持).{0,14}(信用卡|花呗|借记卡|浏览器|方式|银行卡|卡种|该卡|此卡|付款|支付|环境)|(信用卡|花呗|浏览器).{0,8}(不支持|不可用|不能|不接受|受限)|微信外打开|在.{0,8}(浏览器|微信|客户端).{0,6}打开|(not|n't|un) ?(support|accept)|credit cards? .{0,12}not|open.{0,10}(in|outside).{0,12}(browser|wechat)/i,
  ],
  [
    "card",
    /卡.{0,2}(挂失|止付|过期|注销)|(银行卡|卡号|信用卡|借记卡|卡片|此卡|该卡|储蓄卡).{0,8}(错|有误|无效|过期|挂失|冻结|注销|失效|异常|不正确|状态|止付)|(身份证|证件|持卡人|户名|预留手机|姓名).{0,12}(不符|错|有误|不一致|不匹配|不正确)|\bcards?\b.{0,20}(invalid|expired|lost|stolen|frozen|blocked|wrong|error|not valid|incorrect|closed|reported)|(invalid|expired|lost|stolen|wrong|incorrect|bad) (bank )?card|account ?error|card ?holder|\bid (number|card).{0,12}(mismatch|wrong|not match|invalid|error)|\bcvv|enable ?status/i,
  ],
  [
    "risk",
    /风险|风控|资金来源|敏感(资金|账户|账号)|(ip|设备|异地|关联).{0,6}异常|安全(校验|拦截|限制|原因)|可疑|\brisk|\bfraud|suspicious|\bsecurity|rule ?limit/i,
  ],
  [
    "level",
    /新(用户|账号|账户|客户|注册|手)|首(次|笔|充|单|购)|等级|人工审核|注册(时间|天数|不足|未满)|new (account|user|customer)|account (age|level)|first (purchase|order|top)|(level|tier).{0,10}(low|restrict|limit|require)|manual (review|approval|check)|(low|insufficient) (level|tier)/i,
  ],
  ["verify", /实名|未认证|身份认证|certif|verif|\bidentity|\bkyc\b|real.?name/i],
  [
    "account",
    /(账户|账号|帐号|帐户)(存在)?(异常|.{0,4}冻结|.{0,4}封)|冻结|封号|\bfrozen|account (locked|suspended|disabled|banned|blocked)/i,
  ],
  ["target", WRONG_CARRIER],
  [
    "product",
    /(商品|产品|类型|面值|套餐|卡种).{0,6}(选错|买错|错误|不符|不对|弄错)|买错|选错|下错|wrong (product|item|goods|type|sku|card type|denomination)/i,
  ],
  [
    "target",
    /账号.{0,2}(不存在|错误|有误|无效|不正确)|号码.{0,2}(错误|有误|不正确|不存在|无效|格式)|空号|(手机号|QQ号|角色|玩家|游戏账号|充值账号|用户).{0,6}(错|不存在|不对|不正确|无效|有误|未找到)|(区服|大区|服务器).{0,4}(错|不)|运营商.{0,6}不(符|一致|匹配)|运营商不|归属地|携号转网|carrier.{0,12}(mismatch|not|wrong)|wrong carrier|\btarget|(invalid|wrong|unknown|bad) (account|phone|mobile|number|user|uid|player|server|zone|recipient)|(account|phone|mobile|number|user|uid|player|server|zone|recipient|role|character|game|qq) (id |number )?(is |was )?(not (found|exists?)|does not exist|doesn't exist|invalid|mismatch|incorrect)/i,
  ],
  [
    "stock",
    /缺货|售罄|[无没]货|库存|卖[完光]|断货|抢[光完]|无(现货|存货)|暂无货|补货|out of stock|sold ?out|inventory|\bstock\b|depleted|backorder/i,
  ],
  [
    "waiting",
    /等待(买家|用户)?(付款|支付)|(待|未)(支付|付款)|(用户|买家|主动|手动).{0,4}取消(支付|付款)?|取消(支付|付款)|(epay|易支付).{0,4}status\W{0,3}0|awaiting payment|wait(ing)? (for )?(buyer|payment)|not ?paid|unpaid|not ?pay\b|(user|buyer|customer|payer) cancel|cancel+ed by/i,
  ],
  ["closed", /已关闭|已过期|超时(未支付)?.{0,2}(自动)?(关闭|取消)|已取消|已失效|\bclosed?\b|expired/i],
  [
    "paying",
    /(结果|状态).{0,2}(未知|不明|不确定)|(result|state|status|outcome)( is)? (unknown|uncertain)|unknown (result|state|status|outcome)|query later|支付中|付款中|(等待|需要?|请)用户(输入|确认)|输入密码中|正在输入密码|user ?paying|payment in progress|(entering|enter|input).{0,12}password|waiting for (the )?(user|customer|confirm)/i,
  ],
  [
    "mismatch",
    /金额.{0,4}(不一致|不符|不匹配|不等|不相等|对不上)|(少|多)付|(实付|实际支付).{0,8}(不|少|多)|amount (mismatch|differs?|not equal|does not match|is different)|(under|over) ?paid/i,
  ],
  [
    "amount",
    /金额.{0,8}(错|有误|不正确|格式|非法|超出范围|无效|不合法|过[大小])|小数点|多(输|填|写|打)|少(输|填|写|打)|参数(错误|有误)|param(eter)? ?error|(invalid|wrong|illegal|bad) amount|amount.{0,16}(invalid|error|wrong|out of range|illegal|format|too (small|large)|typo)/i,
  ],
  [
    "funds",
    /余额.{0,3}(不足|不够)|资金不足|钱不够|存款不足|insufficient (funds?|balance|fund)|not ?enough|(balance|funds?).{0,12}(low|short|insufficient|not)|\bbalance/i,
  ],
  [
    "config",
    /签名|验签|密钥|公钥|证书|配置|商户号.{0,6}(不|错|无)|app ?id|无权限|未授权|权限不足|没有权限|接口(未开通|版本|权限)|协议.{0,4}(版本|不|过期|未)|版本.{0,6}(不|过低|过旧|冲突|低)|缓存|\bsign(ature|ing)?\b|invalid.?signature|misconfig|\bconfig|not authori[sz]ed|no ?auth\b|permission|unauthori[sz]ed|access forbidden|invalid (key|app|merchant)|merchant.{0,12}not.{0,4}exist|\bmch|certificate|version.{0,14}(mismatch|old|outdated|incompatible)|(stale|browser) cache/i,
  ],
  [
    "channel",
    /系统(繁忙|异常|错误|忙)|网关|维护|通道|渠道|银行.{0,6}(升级|维护|繁忙|异常|系统)|稍后(再试|重试)|超时|服务不可用|接口异常|system ?(error|busy)|bank ?error|拥堵|高峰|frequency|rate limit|too many requests|timed?[ -]?out|\bbusy|maintenance|unavailable|service down|gateway|upgrad/i,
  ],
  ["limit", /限额|超限|超出.{0,8}(额度|限)|超过.{0,8}(额度|限)|额度不足|上限|\bquota|\blim(it)?s?\b|\bexceed/i],
  [
    "network",
    /网络|断网|连接(失败|中断|断开|超时|已断)|未(成功)?(发出|送达|发送)|没有发出|断线|掉线|(交易|订单)不存在|\bnetwork|connection|\boffline|dropped|not sent|(trade|order|transaction).{0,4}not (exist|found)/i,
  ],
  [
    "declined",
    /(交易|支付|付款|扣款|扣费)(失败|未成功|被拒|不成功)|拒绝(交易|支付|付款)?|(payment|trade|transaction|charge).{0,8}(fail|declin|error|unsuccess|refus|reject)|declin|refused|do not honou?r/i,
  ],
];

export const supplierPatterns: readonly Pattern[] = [
  ["target", WRONG_CARRIER],
  [
    "target",
    /(手机|号码|用户|账号|帐号|账户|角色|玩家|QQ号?).{0,8}(停机|停用|销号|注销|空号|黑名单|未实名|被?封(号|禁|停)|被?冻结|(格式)?(错误|有误|不正确|无效|非法)|不存在|不匹配|不符|不一致|填错)|(msisdn|subscriber|phone|mobile|number|account|player|user|character|role|uid).{0,12}(invalid|not (found|exist|valid|match|active)|does ?n[o']t exist|suspended|deactivated|blacklisted|banned|barred|mismatch|ported)|(invalid|unknown|wrong|no such|barred|banned) (msisdn|subscriber|phone|mobile|number|account|player|user|character|role|uid)/i,
  ],
  [
    "stock",
    /缺货|售罄|[无没]货|库存|卖[完光]|断货|抢[光完]|无(现货|存货)|暂无货|补货|out of stock|sold ?out|inventory|\bstock\b|depleted|backorder|^\s*(很|非常|十分)?抱歉/i,
  ],
  [
    "supplier_funds",
    /余额|预存款|备付金|(钱包|账户).{0,6}(不足|欠费|没钱)|欠费|insufficient (funds?|balance)|\bbalance|wallet.{0,12}(empty|low|insufficient)|payment ?failed|out of (funds|credit)/i,
  ],
  [
    "no_match",
    /(缺少|缺失|没有|未(带|传|填|匹配|配置|找到|识别)|无).{0,8}(区服|大区|服务器|卡种|商品|产品|标识|标签|映射|对应|参数|面值|模板)|(商品|产品|面值|区服|卡种|sku).{0,8}(不存在|未上架|已下架|不可用|未匹配|未配置|未找到|无对应|没有对应|映射)|无法匹配|匹配(失败|不到|不上)|映射|product.{0,4}(unavailable|not found|not mapped|unknown|tag|mapping)|sku.{0,4}(unavailable|not found|not mapped|unknown)|no (matching|mapping|match)|mapping|(missing|unknown|without|lacks?|no).{0,12}(tag|server|zone|card type)/i,
  ],
  ["partial", /部分(成功|到账|完成|充值)|partial/i],
  ["pending", /充值中|处理中|受理中|正在(充值|处理)|排队|提交成功|in progress|processing|pending|queued|accepted/i],
  [
    "supplier_down",
    /超时|连接|网络|繁忙|维护|系统(异常|错误)|服务(不可用|异常)|接口.{0,4}(异常|错误|超时|无响应|不通)|无响应|上游.{0,6}(异常|故障|宕)|宕机|timed?[ -]?out|connect|network|unreachable|unavailable|busy|maintenance|\b5\d\d\b|bad gateway|econn|socket|\bdown\b|internal (server )?error|no response|(upstream|supplier).{0,12}error/i,
  ],
];

/** What an order's own note may say beside what any error may. */
export const orderPatterns: readonly Pattern[] = [
  [
    "closed",
    /超时未(支付|付款)|(支付|付款)超时|未(支付|付款).{0,8}(关闭|取消|过期)|(payment|pay) timed?[ -]?out|not paid in time|unpaid.{0,16}(expired|closed|cancel)|auto.{0,8}(close|cancel)/i,
  ],
  ["unofficial", /(非官方|假冒|仿冒|钓鱼|第三方).{0,8}(链接|网站|平台|收款|码)|unofficial|phishing|fake (site|link)/i],
  [
    "lag",
    /(同步|更新|队列|消息|状态).{0,6}(延迟|滞后|积压|堆积|未更新|不同步)|(sync|projection|status|queue|message).{0,14}(lag|delay|behind|stale|backlog)|stale status|out of sync/i,
  ],
  [
    "supplier_funds",
    /(上游|供应商|供货商|货源|采购|平台在?上游).{0,12}(余额|余款|资金|预存|欠费)|(supplier|upstream|vendor).{0,24}(balance|funds|wallet|credit)/i,
  ],
  [
    "supplier_down",
    /(上游|供应商|供货商|货源|对接).{0,10}(超时|连接|繁忙|维护|异常|故障|不可用|无响应|错误|宕)|(supplier|upstream|vendor).{0,24}(timeout|timed out|unavailable|down|error|busy|maintenance|unreachable|fault|5\d\d)/i,
  ],
  ["no_match", supplierPatterns.find(([name]) => name === "no_match")?.[1] ?? /(?!)/],
  ["partial", /部分(成功|到账|完成|充值)|partial/i],
  ["pending", /充值中|正在充值|排队|supplier.{0,12}(processing|pending)/i],
  ["risk", /频繁|异地|新设备|拦截|同一?ip|velocity|same ip|new device|account switching|intercepted|blocked by/i],
  [
    "failed",
    /充值失败|发货失败|兑换失败|(top-?up|recharge|delivery|fulfil+ment|supplier|upstream).{0,10}(fail|reject)/i,
  ],
];
