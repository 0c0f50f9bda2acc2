#!/bin/sh
# 示例之二：利用处（LY）自己的文件，3月至11月
# Example, part 2: the access division (LY) keeps a file of its own, March to November.
#
# 方案和名册取自 DZ.db；在 1-roster.sh 之后运行。
# Plan and roster come from DZ.db; run it after 1-roster.sh.
set -e

export HUIYIN_DB=LY.db
export HUIYIN_AS=孙玉梅

# ---- 3月14日：建文件，登记联系户 / 14 March: a file for the division, and its first household
export HUIYIN_TODAY=2011-03-14
huiyin init --office LY --name '利用处' --from DZ.db
huiyin household add --name '秦桂英' --household-kind urban --village '泉北社区' \
    --address '泉北区泉北社区12号楼1单元' --phone 13800001212 --id-no 370199194703120025 --people 1 \
    --difficulty '独居，患慢性病，靠低保生活' --need '陪同就医、补办手续'
huiyin pair add --helper '张静' --household LY-H1 --pair-kind household \
    --measures '每两个月至少走访一次，帮助联系社区卫生服务站'

# ---- 3月15日：首次入户，老人说起工龄档案的事
# 15 March: the first visit; the old lady speaks of her years of service
export HUIYIN_TODAY=2011-03-15
huiyin visit add --visitors '张静、刘敏' --place-kind household --brought '送政策、送温暖' \
    --visit-kind three_entries --household LY-H1 --aid 300 --people-reached 1 \
    --findings '原在街道纺织厂工作，厂子撤销后工龄一直没有认定' --solved '带去低保政策明白纸和米面油'
huiyin opinion add --channel visit --topic '撤销企业职工工龄无处查证' \
    --content '原街道纺织厂1985年撤销，本人1966年进厂的招工表不知存在哪里，办不了工龄认定。' \
    --from-name '秦桂英' --from-phone 13800001212 --from-kind grassroots \
    --first-asked '张静' --visit LY-V1

# ---- 3月18日：热线来电 / 18 March: a call on the hotline
export HUIYIN_TODAY=2011-03-18
huiyin opinion add --channel hotline --topic '午休时间窗口不接待' \
    --content '上班的人只有中午有空，窗口中午关门，来一趟要请半天假。' \
    --from-name '欧阳敏' --from-phone 13800001301 --from-kind client --first-asked '赵磊'

# 查摆问题：三条，一条按期整改，一条迟整改，一条没有整改（缺口）
# Three problems: one is put right in time, one late, and one never (a gap)
huiyin problem add --area viewpoint --content '等群众上门多，主动送服务少' \
    --measure '每月进一次社区现场咨询' --responsible '张静' --deadline '4月底'
huiyin problem add --area methods --content '查档填表项目偏多，群众要填两遍姓名住址' \
    --measure '精简表格，能核验的不再填写' --responsible '孙玉梅' --deadline '5月底'
huiyin problem add --area interests --content '低保户免费查档的规定没有告知到人' \
    --measure '在窗口和社区张贴，逐户告知' --responsible '刘敏' --deadline '6月底'

# ---- 3月22日：在二轻局移交的全宗里找到招工表 / 22 March: her form is found
export HUIYIN_TODAY=2011-03-22
huiyin opinion reply LY-O1 --text '招工表已在原二轻局移交的全宗中查到，证明已送到家中。'
huiyin opinion finish LY-O1 --outcome resolved
huiyin opinion edit LY-O1 --rating satisfied

# ---- 3月24日：周明华接听服务热线 / 24 March: Zhou Minghua answers the hotline
export HUIYIN_TODAY=2011-03-24
huiyin reception add --leader '周明华' --channel hotline --place '利用处值班室' --visitors 5 \
    --content '接听5个来电，3个咨询婚姻档案，2个咨询复印手续'
huiyin opinion add --channel hotline --topic '外地居民查婚姻档案往返多趟' \
    --content '在南方工作，为开一份婚姻登记证明来回跑了两趟，希望能先预约、能邮寄。' \
    --from-name '沈志远' --from-phone 13800001302 --from-kind client \
    --first-asked '孙玉梅' --reception LY-R1

# ---- 3月25日：午间不断岗列为实事，当天公开承诺
# 25 March: staying open at noon becomes a pledge and is published
export HUIYIN_TODAY=2011-03-25
huiyin opinion adopt LY-O2 --title '查档窗口午间不断岗' \
    --content '工作日12时至13时30分窗口安排两人轮值，照常接待查档群众。' \
    --category access --responsible '张静' --measures '编排午间轮值表，张贴公告，由处长抽查。' \
    --deadline '4月底' --beneficiaries 600 --key true
huiyin pledge publish LY-P1
huiyin opinion reply LY-O2 --text '4月起午间照常接待，不必再为查档请假。'

# ---- 3月29日：党小组联四邻 / 29 March: the party group takes care of a neighbour
export HUIYIN_TODAY=2011-03-29
huiyin household add --name '罗建中' --household-kind neighbour --village '泉北社区' \
    --phone 13800001213 --people 2 --difficulty '老两口腿脚不便，子女在外地'
huiyin pair add --helper '利用处党小组' --household LY-H2 --pair-kind neighbour \
    --measures '每周上门问候，代买代办'

# ---- 3月31日：窗口一个月的查档情况（每月末登记一次，公示办结时限从5月起）
# 31 March: what the desk did in the month; logged at the end of each, with a promised limit from May on
export HUIYIN_TODAY=2011-03-31
huiyin service add --service-kind access --department '查档服务窗口' --people 412 --volumes 1630 --minutes 75

# ---- 4月1日 / 1 April
export HUIYIN_TODAY=2011-04-01
huiyin opinion adopt LY-O3 --title '外地居民婚姻档案预约查询、邮寄办结' \
    --content '外地居民可电话预约，核验身份后出具证明并邮寄到家。' \
    --category access --responsible '孙玉梅' --measures '制定身份核验办法，与邮政部门签订寄递协议。' \
    --deadline '10月底' --beneficiaries 300 --key true
huiyin opinion reply LY-O3 --text '已列为我处今年的重点实事，先开通电话预约。'
huiyin opinion add --channel mailbox --topic '窗口缺老花镜和饮水机' --from-kind client \
    --content '老年人看不清表格，等候时也没有水喝。' --first-asked '刘敏'

# ---- 4月6日 / 6 April
export HUIYIN_TODAY=2011-04-06
huiyin opinion reply LY-O4 --text '已在窗口公告栏答复：配齐老花镜、放大镜和饮水机。'
huiyin opinion finish LY-O4 --outcome resolved
huiyin pledge progress LY-P1 --text '轮值表排定，4月1日起午间开窗' --percent 50 \
    --published-on today

# ---- 4月12日、13日：首问后移交保管处 / 12 and 13 April: asked first here, handed over to storage
export HUIYIN_TODAY=2011-04-12
huiyin opinion add --channel online --topic '网上开放目录打不开' \
    --content '网站上的开放档案目录点开是空白，想查民国时期的商会档案。' \
    --from-name '段文博' --from-kind client --first-asked '赵磊'

export HUIYIN_TODAY=2011-04-13
huiyin opinion hand-over LY-O5 --to '林涛'

# ---- 4月18日、20日：进社区咨询，第一条问题整改；开展三进三送（本处九格全部覆盖，见下）
# 18 and 20 April: in the community; the first problem is put right; the three entries begin (this
# division covers all nine of place and service in the course of the year)
export HUIYIN_TODAY=2011-04-18
huiyin visit add --visitors '张静、孙玉梅' --place-kind grassroots --brought '送政策、送温暖、送服务' \
    --visit-kind three_entries --village '泉北社区' --people-reached 64 \
    --findings '社区老人最想知道工龄、婚姻档案在哪里查' --solved '现场登记代查9件，看望两位独居老人'
huiyin problem fix LY-W1 --result '4月起每月第三周进社区咨询，首场接待64人次'

export HUIYIN_TODAY=2011-04-20
huiyin opinion reply LY-O5 --text '目录数据正在重新挂接，5月上旬恢复；急用可先电话查询。'

# ---- 4月22日：上报本处实事项目，一并公开承诺
# 22 April: the division hands in its pledges and publishes them together
export HUIYIN_TODAY=2011-04-22
huiyin pledge add --title '窗口亮牌服务、限时办结' --pledger-kind member \
    --content '党员佩戴党徽亮牌上岗，现场查档一般30分钟内办结。' \
    --category access --responsible '赵磊' --measures '制作岗位牌和服务时限公示牌，每月统计用时。' \
    --deadline '6月底' --beneficiaries 1500
huiyin pledge add --title '编制军队转业干部档案专题目录' \
    --content '把分散在各全宗的军转干部安置材料编成专题目录。' \
    --category access --responsible '孙玉梅' --measures '两人专责，逐全宗著录。' \
    --deadline '9月底' --beneficiaries 400
huiyin pledge add --title '1950至1985年婚姻登记档案数字化' \
    --content '扫描婚姻登记档案约20万页，实现窗口电脑查询。' \
    --category access --responsible '刘敏' --measures '租用两台扫描仪，分批扫描、逐页校对。' \
    --deadline '10月15日' --beneficiaries 2000
huiyin pledge publish LY-P2 LY-P3 LY-P4 LY-P5

# ---- 4月28日：按期办结；周明华的调研报告第一阶段结束后才提交（迟办）
# 28 April: done on time; the research report of Zhou Minghua is late, for phase 1 is over
export HUIYIN_TODAY=2011-04-28
huiyin pledge progress LY-P1 --text '4月份午间接待74人次' --percent 90 \
    --published-on today
huiyin pledge finish LY-P1 --result '午间轮值成为制度，已写入窗口工作规范' --actual-beneficiaries 74
huiyin research add --title '关于民生档案利用服务供需情况的调研报告' --author '周明华' \
    --topic '窗口服务与群众需求' --file '利用处文件柜2-3'

export HUIYIN_TODAY=2011-04-29
huiyin service add --service-kind access --department '查档服务窗口' --people 455 --volumes 1790 --minutes 68

# ---- 5月 / May
export HUIYIN_TODAY=2011-05-06
huiyin opinion finish LY-O5 --outcome resolved

export HUIYIN_TODAY=2011-05-09
huiyin opinion add --channel in_person --topic '复印收费标准没有公开' --from-kind client \
    --content '复印三页婚姻档案收了钱，墙上看不到收费依据。' \
    --from-name '万秀珍' --from-phone 13800001303 --first-asked '刘敏'

export HUIYIN_TODAY=2011-05-13
huiyin reception add --leader '周明华' --channel in_person --place '查档大厅' --visitors 7 \
    --content '在查档大厅接待查档群众，听取对窗口服务的意见'

# 换位体验：窗口人员当一天查档群众 / role swap: the staff of the window queue like everybody else
export HUIYIN_TODAY=2011-05-20
huiyin visit add --visitors '赵磊、孙玉梅、刘敏' --place-kind grassroots --brought service \
    --visit-kind role_swap --people-reached 26 \
    --findings '到市民政局婚姻登记处排队办事，对照查找本窗口填表项目偏多的问题'

huiyin service add --service-kind spot_check --department '查档服务窗口' --rating good \
    --note '张静抽查：亮牌上岗，表格样本齐全'

export HUIYIN_TODAY=2011-05-31
huiyin service add --service-kind access --department '查档服务窗口' --people 498 --volumes 1925 \
    --minutes 30 --promised-minutes 30

# ---- 6月8日：第二条问题迟整改；超过15天才答复 / 8 June: the second
# problem is put right late; an answer, but later than the 15 days
export HUIYIN_TODAY=2011-06-08
huiyin problem fix LY-W2 --result '查档申请表由两页并为一页，6月8日启用'
huiyin opinion reply LY-O6 --text '收费依据已向物价部门核实并上墙；低保户、残疾人免收。'
huiyin opinion finish LY-O6 --outcome explained

# 6月10日的留言一直没有答复，留作“无回音”的例子
# The message of 10 June is never answered: an example of 无回音
export HUIYIN_TODAY=2011-06-10
huiyin opinion add --channel online --topic '查档证明能否加盖骑缝章' --from-kind client \
    --content '外地单位不认单页复印件，要求加盖骑缝章。' \
    --from-name '钱海平' --from-phone 13800001304 --first-asked '刘敏'

export HUIYIN_TODAY=2011-06-15
huiyin pledge progress LY-P2 --text '开通电话预约，已受理31件' --percent 40 \
    --published-on today
huiyin pledge progress LY-P3 --text '岗位牌已上墙，服务时限公示牌制作中' --percent 60 \
    --published-on today

export HUIYIN_TODAY=2011-06-20
huiyin opinion add --channel hotline --topic '要求查询他人离婚档案' --from-kind client \
    --content '想查对方的离婚档案，没有委托书。' --first-asked '赵磊'
huiyin opinion reply LY-O8 --text '婚姻档案限当事人或持委托书、司法机关介绍信查询，已说明依据。'
huiyin opinion finish LY-O8 --outcome explained

# ---- 建党90周年 / the 90th anniversary of the Party
export HUIYIN_TODAY=2011-06-28
huiyin visit add --visitors '张静、赵磊' --place-kind household --brought warmth \
    --visit-kind consolation --household LY-H1 --aid 500 --people-reached 1 \
    --findings '工龄认定已办妥，老人身体平稳' --note '建党90周年走访慰问'

# ---- 6月30日：端午后排队，最长等了52分钟，超过承诺的30分钟（服务承诺的缺口）
# 30 June: somebody waited 52 minutes where 30 were promised (a broken promise)
export HUIYIN_TODAY=2011-06-30
huiyin service add --service-kind access --department '查档服务窗口' --people 530 --volumes 2110 \
    --minutes 52 --promised-minutes 30 --note '两台电脑同时故障'
huiyin pledge progress LY-P5 --text '扫描7万页' --percent 35

export HUIYIN_TODAY=2011-07-01
huiyin visit add --visitors '张静、孙玉梅、赵磊' --place-kind grassroots --brought '送政策、送服务' \
    --visit-kind volunteer --village '泉北社区' --people-reached 120 \
    --findings '社区广场现场咨询，解答婚姻、工龄、知青档案查询'

# ---- 7月5日、6日：同一件事两人各记一次，后一条作废
# 5 and 6 July: two clerks logged the same matter; the second record is voided
export HUIYIN_TODAY=2011-07-05
huiyin opinion add --channel in_person --topic '社保缴费年限有误' \
    --content '社保系统少记了三年缴费，想从档案馆开证明更正。' \
    --from-name '康玉兰' --from-phone 13800001305 --from-kind client --first-asked '孙玉梅'
huiyin opinion add --as '刘敏' --channel in_person --topic '社保少记三年' \
    --from-name '康玉兰' --from-kind client --first-asked '刘敏'

export HUIYIN_TODAY=2011-07-06
huiyin opinion void LY-O10 --reason '与LY-O9为同一人同一事，重复登记'
huiyin opinion reply LY-O9 --text '已提供参加工作时的工资表复印件，并与社保经办机构联系好接办人。'
huiyin opinion finish LY-O9 --outcome referred

# ---- 7月8日：迟办结 / 8 July: done, but after its deadline
export HUIYIN_TODAY=2011-07-08
huiyin pledge finish LY-P3 --result '平均查档用时由52分钟降到24分钟' --actual-beneficiaries 1350

# ---- 7月：双述、双评。处室和赵磊（LY-P3的承诺人）六个环节齐全；张静、孙玉梅是党员，没有个人承诺
# July: the division and Zhao Lei, who promised LY-P3, report and are evaluated by both
export HUIYIN_TODAY=2011-07-22
huiyin evaluation add --subject '利用处' --step report \
    --text '上半年承诺5项，办结2项；午间不断岗坚持下来了，预约查询还没有邮寄'
huiyin evaluation add --subject '赵磊' --step report --text '亮牌上岗、限时办结的承诺7月8日办结，比时限迟8天'
huiyin evaluation add --subject '利用处' --step by_organisation --by '第一党支部' --rating good
huiyin evaluation add --subject LY-P3 --step by_organisation --by '第一党支部' --rating fair
huiyin evaluation add --subject '利用处' --step by_masses --rating good --note '查档群众30人现场评议'
huiyin evaluation add --subject LY-P3 --step by_masses --rating good --note '查档群众30人现场评议'
huiyin visit add --visitors '张静、刘敏' --place-kind village --brought '送政策、送温暖、送服务' \
    --visit-kind three_entries --village '贾庄村' --people-reached 41 \
    --findings '村民问得最多的是婚姻登记证明怎么开' --solved '代办证明3份，看望两户病人家庭'

export HUIYIN_TODAY=2011-07-29
huiyin service add --service-kind access --department '查档服务窗口' --people 486 --volumes 1860 \
    --minutes 28 --promised-minutes 30

# ---- 8月 / August
export HUIYIN_TODAY=2011-08-12
huiyin reception add --leader '周明华' --channel online --place '档案信息网在线访谈' --visitors 18 \
    --content '与网友在线交流，答复查档问题18条'

# 与市里统一部署重复，撤回 / withdrawn: the city does the same work itself
export HUIYIN_TODAY=2011-08-16
huiyin pledge withdraw LY-P4 --reason '市里统一开展干部人事档案目录整理，避免重复建设'

export HUIYIN_TODAY=2011-08-31
huiyin pledge progress LY-P5 --text '累计扫描11万页，一台扫描仪故障返修' --percent 55
huiyin pair end LY-T2 --until '8月31日'
huiyin service add --service-kind access --department '查档服务窗口' --people 471 --volumes 1815 \
    --minutes 27 --promised-minutes 30

# ---- 9月 / September
export HUIYIN_TODAY=2011-09-15
huiyin opinion add --channel mailbox --topic '希望周六开放查档' --from-kind client \
    --content '平时上班没有时间，建议每月安排一两个周六开放。' --first-asked '赵磊'

# 补录：9月9日走访，16日才登记 / entered a week late: the visit took place on the 9th
export HUIYIN_TODAY=2011-09-16
huiyin visit add --date '9月9日' --visitors '张静' --place-kind household --brought warmth \
    --visit-kind regular --household LY-H1 --aid 200 --people-reached 1 \
    --findings '中秋前入户，帮助联系了家庭医生'
huiyin visit add --visitors '刘敏' --place-kind household --brought service \
    --visit-kind three_entries --household LY-H2 --people-reached 2 \
    --findings '老两口要给外地儿子寄户口证明' --solved '代查代寄'

export HUIYIN_TODAY=2011-09-20
huiyin opinion reply LY-O11 --text '正与机关协调值班和安保，年底前答复能否试行。'
huiyin opinion finish LY-O11 --outcome continuing
huiyin pledge progress LY-P2 --text '身份核验办法印发，邮寄协议洽谈中' --percent 70 \
    --published-on 2011-09-20

# ---- 9月30日、10月31日：窗口月报，制度和典型
# 30 September and 31 October: the desk's month, a mechanism and a model case
export HUIYIN_TODAY=2011-09-30
huiyin service add --service-kind access --department '查档服务窗口' --people 520 --volumes 2040 \
    --minutes 25 --promised-minutes 30
huiyin service add --service-kind spot_check --department '查档服务窗口' --rating fair \
    --note '韩立新抽查：午间一人离岗10分钟'
huiyin mechanism add --title '查档窗口服务规范' --document-no '济档利〔2011〕3号' \
    --state issued --issued-on 2011-09-30 --summary '首问负责、午间轮值、限时办结、亮牌上岗'

# ---- 10月：测评；到期办不完的转为继续办理
# October: a survey; what cannot be done in time is continued, with reason and new deadline
export HUIYIN_TODAY=2011-10-20
huiyin survey add --subject LY-P1 --issued 60 --returned 58 --valid 57 \
    --satisfied 49 --mostly 7 --dissatisfied 1 --comment '有群众建议午间增加复印人员'

export HUIYIN_TODAY=2011-10-25
huiyin pledge continue LY-P2 --reason '寄递费用承担办法需财政部门批复' --new-deadline 2012-03-31

export HUIYIN_TODAY=2011-10-31
huiyin service add --service-kind access --department '查档服务窗口' --people 463 --volumes 1780 \
    --minutes 24 --promised-minutes 30
huiyin publicity add --channel bulletin --model-case --link '信息简报第9期' \
    --title '午间的一盏灯——记查档窗口党员示范岗'

# ---- 11月3日：婚姻登记档案数字化（LY-P5）已超期；看一遍台账
# 3 November: LY-P5 is past its deadline; a last look at the pledges
export HUIYIN_TODAY=2011-11-03
huiyin opinion add --channel hotline --topic '婚姻档案何时能全部电脑查询' --from-kind client \
    --content '听说在扫描婚姻档案，什么时候1970年代的也能查。' --first-asked '孙玉梅'
huiyin opinion reply LY-O12 --text '已扫描的部分可即查即取，其余年份仍可调阅原件。'
huiyin opinion finish LY-O12 --outcome explained
huiyin pledge list
