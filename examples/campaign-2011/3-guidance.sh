#!/bin/sh
# 示例之三：监督指导处（JD）自己的文件，3月至11月
# Example, part 3: the guidance division (JD) keeps a file of its own, March to November.
#
# 方案和名册取自 DZ.db；在 1-roster.sh 之后运行。
# Plan and roster come from DZ.db; run it after 1-roster.sh.
set -e

export HUIYIN_DB=JD.db
export HUIYIN_AS=马晓东

# ---- 3月15日：建文件，登记联系户和共建村 / 15 March: the file, a household and a village
export HUIYIN_TODAY=2011-03-15
huiyin init --office JD --name '监督指导处' --from DZ.db
huiyin household add --name '邢庆和' --household-kind rural --village '南崖村' \
    --address '泉北区石岭镇南崖村1组' --phone 13800001214 --id-no 370199196311050039 --people 4 \
    --difficulty '妻子常年患病，两个孩子上学' --need '果园管理技术、助学'
huiyin pair add --helper '徐志强' --household JD-H1 --pair-kind household \
    --measures '每两个月走访一次，联系林果技术员上门指导'
huiyin pair add --helper '监督指导处' --village '南崖村' --pair-kind village \
    --measures '指导建立土地承包、合作医疗档案'

# ---- 3月16日：进村调研，村会计当场提出意见
# 16 March: they go to the village, where its accountant speaks up
export HUIYIN_TODAY=2011-03-16
huiyin visit add --visitors '徐志强、马晓东' --place-kind village --brought '送政策、送服务' \
    --visit-kind research --village '南崖村' --people-reached 22 \
    --findings '二轮土地承包合同、台账混放，2003年前的部分已霉变'
huiyin opinion add --channel visit --topic '土地承包档案不会整理' \
    --content '承包合同和台账没人会整理，村民之间为地界起争执时拿不出凭据。' \
    --from-name '南崖村村委会' --from-kind grassroots --first-asked '徐志强' --visit JD-V1

# ---- 3月22日：陈国栋接待区民政局来访 / 22 March: Chen Guodong receives the civil affairs bureau
export HUIYIN_TODAY=2011-03-22
huiyin reception add --leader '陈国栋' --channel in_person --place '局二楼会议室' --visitors 6 \
    --content '泉北区民政局和三个街道的民政助理反映低保档案整理标准不一'
huiyin opinion add --channel in_person --topic '低保档案整理标准不一' \
    --content '各街道低保档案归档范围、装订方法不一样，年审时查找困难，希望有统一的办法。' \
    --from-name '泉北区民政局' --from-kind cadre --first-asked '马晓东' --reception JD-R1

# ---- 3月28日：两条意见都采纳为实事 / 28 March: both opinions become pledges
export HUIYIN_TODAY=2011-03-28
huiyin opinion adopt JD-O1 --title '指导南崖村建立土地承包档案' \
    --content '帮助南崖村整理1984年以来的土地承包合同和台账，一户一档。' \
    --category filing --responsible '徐志强' --measures '派两人驻村整理，培训村档案员一名。' \
    --deadline '8月底' --beneficiaries 980 --key true
huiyin opinion reply JD-O1 --text '已列为重点实事，4月下旬派人驻村。'
huiyin opinion adopt JD-O2 --title '编印低保档案整理规范并开展培训' \
    --content '会同区民政局统一低保档案归档范围和整理方法，培训街道和社区经办人。' \
    --category filing --responsible '马晓东' --measures '先在三个街道试点，再编印规范、集中培训。' \
    --deadline '6月底' --beneficiaries 60 --key true
huiyin opinion reply JD-O2 --text '已列入办实事项目，6月底前印发规范并培训。'

# 查摆问题：一条按期整改，一条时限过了没有整改（缺口），一条没有定时限
# Three problems: one put right in time, one past its deadline (a gap), one without a deadline
huiyin problem add --area mass_line --content '检查指导时听汇报多，看现场、问群众少' \
    --measure '每次检查至少走访两户' --responsible '徐志强' --deadline '6月底'
huiyin problem add --area methods --content '指导意见专业术语多，村里看不懂' \
    --measure '编写一页纸的明白卡' --responsible '郭丽' --deadline '8月底'
huiyin problem add --area viewpoint --content '把建档当任务，没有从群众用档出发'

# ---- 4月 / April
export HUIYIN_TODAY=2011-04-15
huiyin visit add --visitors '马晓东、郭丽' --place-kind grassroots --brought service \
    --visit-kind three_entries --people-reached 9 \
    --findings '到泉北区民政局和两个街道，逐卷查看低保档案' --solved '现场纠正装订和编号问题'

huiyin service add --service-kind guidance --department '泉北区民政局' --people 9 --volumes 260

export HUIYIN_TODAY=2011-04-19
huiyin research add --title '涉民部门低保档案管理现状调查' --author '徐志强' --topic '建档立档'

# 《家庭建档手册》只列了草稿，一直没有公开承诺
# The handbook stays a draft: it was never promised in public
export HUIYIN_TODAY=2011-04-25
huiyin pledge add --title '涉民部门档案工作检查指导全覆盖' \
    --content '对12个涉民部门的档案工作逐一检查指导，提出整改意见。' \
    --category filing --responsible '郭丽' --measures '排出时间表，每月不少于两个部门。' \
    --deadline '10月底' --beneficiaries 12
huiyin pledge add --title '编写家庭建档手册' --category filing --responsible '郭丽'
huiyin pledge publish JD-P1 JD-P2 JD-P3

# ---- 5月：收到办公室3月的文件，合并；随后按村里的新情况改了两处
# May: the file that DZ sent in March is merged, and two things in it are brought up to date here
export HUIYIN_TODAY=2011-05-10
huiyin merge DZ.db

export HUIYIN_TODAY=2011-05-12
huiyin household edit DZ-H1 --phone 13800001222
huiyin pledge edit DZ-P1 --measures '协调一间房屋，捐赠档案柜四组，监督指导处派员驻村指导整理。'

export HUIYIN_TODAY=2011-05-18
huiyin opinion add --channel hotline --topic '个体诊所病历保存多久' --from-kind client \
    --content '开个体诊所，门诊病历存了十几年，问能不能销毁。' \
    --from-name '纪红梅' --from-phone 13800001311 --first-asked '郭丽'

export HUIYIN_TODAY=2011-05-20
huiyin opinion reply JD-O3 --text '门诊病历保存期限不少于15年，到期也要登记造册、经鉴定后销毁。'
huiyin opinion finish JD-O3 --outcome explained
huiyin pledge progress JD-P1 --text '驻村两周，整理合同310份' --percent 35 \
    --published-on today
huiyin service add --service-kind filing --department '南崖村' --volumes 310 --note '土地承包合同'

# 个人承诺：马晓东每季度给南崖村档案员上一次课（JD-P5）。述了，没有评（双评的缺口）
# A promise of one member, JD-P5: he reports on it, but nobody evaluates it (a gap)
huiyin pledge add --title '每季度为南崖村档案员上一次课' --pledger-kind member \
    --content '每季度到南崖村给村档案员上一次课，教会编目和借阅登记。' \
    --category filing --responsible '马晓东' --measures '自编教案，到村里上课。' \
    --deadline '10月底' --beneficiaries 2
huiyin pledge publish JD-P5

# ---- 6月：低保档案规范按期印发 / June: the rules are out in time
export HUIYIN_TODAY=2011-06-07
huiyin pledge progress JD-P2 --text '三个街道试点结束，规范征求意见' --percent 80 \
    --published-on today

export HUIYIN_TODAY=2011-06-24
huiyin problem fix JD-W1 --result '已按新办法检查3个部门，走访9户'
huiyin mechanism add --title '低保档案整理规范' --document-no '济档指〔2011〕6号' \
    --state issued --issued-on 2011-06-24 --summary '统一归档范围、分类编号和装订方法'
huiyin pledge finish JD-P2 --result '印发规范200册，培训经办人46人' --actual-beneficiaries 46

export HUIYIN_TODAY=2011-06-29
huiyin visit add --visitors '徐志强、郭丽' --place-kind household --brought '送温暖、送服务' \
    --visit-kind consolation --household JD-H1 --aid 600 --people-reached 4 \
    --findings '果园遭冰雹，减产三成' --solved '请林果技术员现场指导疏果' --note '建党90周年走访慰问'

# ---- 7月：学习讨论中干部提的意见 / July: an opinion from a study session
export HUIYIN_TODAY=2011-07-15
huiyin opinion add --channel study --topic '业务培训应送到基层去' \
    --content '“工作为了谁”大讨论中提出：街道、村的档案员进城参训不便，建议送课下乡。' \
    --from-name '郭丽' --from-kind cadre --first-asked '徐志强'

export HUIYIN_TODAY=2011-07-22
huiyin opinion reply JD-O4 --text '下半年的两期培训改在石岭镇举办。'
huiyin opinion finish JD-O4 --outcome resolved

# 一次走访录了两遍，后一条作废 / one visit was entered twice; the second record is voided
huiyin visit add --date '7月20日' --visitors '马晓东' --place-kind village --brought service \
    --visit-kind three_entries --village '南崖村' --people-reached 12 \
    --findings '驻村整理土地承包台账，教会村档案员编目'
huiyin visit add --date '7月20日' --visitors '马晓东' --place-kind village --brought service \
    --village '南崖村' --people-reached 12
huiyin visit void JD-V5 --reason '与JD-V4重复'
huiyin pledge progress JD-P5 --text '上了两次课，村档案员能独立编目' --percent 60 \
    --published-on today

# 双述、双评：处室述了，组织评了，群众没有评（缺口）
# The division reports and is evaluated by the organisation, but not by the masses (a gap)
export HUIYIN_TODAY=2011-07-28
huiyin evaluation add --subject '监督指导处' --step report --text '承诺4项，低保规范已印发，南崖村建档过半'
huiyin evaluation add --subject '监督指导处' --step by_organisation --by '第二党支部' --rating good
huiyin evaluation add --subject '马晓东' --step report --text '两个季度的课都上了，第三季度安排在9月'
huiyin evaluation add --subject '监督指导处' --step leader_comment --by '陈国栋' \
    --text '下村次数够，明白卡要抓紧；检查指导要看群众用不用得上'

# ---- 8月：首问后移交保管处，答复时已超过15天
# August: handed over to storage, and answered after the 15 days had run out
export HUIYIN_TODAY=2011-08-03
huiyin opinion add --channel visit --topic '想借馆藏老县志复印村名由来' --from-kind grassroots \
    --content '村里修村志，想查清代县志里关于南崖村的记载。' \
    --from-name '南崖村村委会' --first-asked '马晓东' --visit JD-V4

export HUIYIN_TODAY=2011-08-05
huiyin opinion hand-over JD-O5 --to '保管处'

# 三进三送：本处除“进共建村送温暖”外都有（缺口一格）
# The three entries: this division has all but warmth brought to the co-built village (a gap)
export HUIYIN_TODAY=2011-08-24
huiyin visit add --visitors '郭丽' --place-kind grassroots --brought '送政策、送温暖' \
    --visit-kind three_entries --people-reached 15 \
    --findings '到石岭镇敬老院讲解健康档案的用处' --solved '带去降暑用品'
huiyin visit add --visitors '郭丽' --place-kind household --brought policy \
    --visit-kind three_entries --household JD-H1 --people-reached 4 \
    --findings '讲解助学政策，大女儿的申请材料还缺收入证明'

export HUIYIN_TODAY=2011-08-30
huiyin service add --service-kind filing --department '南崖村' --volumes 412 --note '一户一档'
huiyin pledge progress JD-P1 --text '整理完成，连日阴雨，档案柜未能运到' --percent 90 \
    --published-on today

# ---- 9月 / September
export HUIYIN_TODAY=2011-09-06
huiyin opinion reply JD-O5 --text '县志原件已移交市图书馆，已替村里联系好复印。'
huiyin opinion finish JD-O5 --outcome referred

# 迟办结：时限8月底 / done late: the deadline was the end of August
export HUIYIN_TODAY=2011-09-14
huiyin pledge finish JD-P1 --result '建成一户一档412卷，村档案员上岗' --actual-beneficiaries 975

export HUIYIN_TODAY=2011-09-22
huiyin reception add --leader '陈国栋' --channel hotline --place '监督指导处' --visitors 3 \
    --content '接听3个来电，解答建档、鉴定、销毁问题'
huiyin pledge progress JD-P3 --text '已检查指导8个部门' --percent 65 \
    --published-on today
huiyin service add --service-kind guidance --department '泉北区民政局' --people 6 --volumes 180 \
    --note '第二次检查，4月提出的问题已改'

# ---- 10月 / October
export HUIYIN_TODAY=2011-10-19
huiyin survey add --subject JD-P2 --issued 46 --returned 46 --valid 45 \
    --satisfied 38 --mostly 6 --dissatisfied 1

export HUIYIN_TODAY=2011-10-21
huiyin pledge finish JD-P5 --result '三次课，编了教案，村档案员通过考核' --actual-beneficiaries 2

export HUIYIN_TODAY=2011-10-28
huiyin publicity add --channel column --title '“档案进村”专栏：南崖村一户一档' --model-case
huiyin pledge continue JD-P3 --reason '两个部门正在搬迁办公地点，年底前完成检查' --new-deadline 2011-12-31

# ---- 11月：入户回访；与办公室共同联系的贾长福家也去看望
# November: they go back to their household, and call on the one of the leading-group office
export HUIYIN_TODAY=2011-11-04
huiyin visit add --visitors '徐志强' --place-kind household --brought warmth \
    --visit-kind regular --household JD-H1 --aid 300 --people-reached 4 \
    --findings '果园补种完毕，大女儿考上师范'
huiyin visit add --visitors '马晓东' --place-kind household --brought service \
    --visit-kind regular --household DZ-H1 --people-reached 3 \
    --findings '指导整理残疾证、低保等家庭档案'

# 贾庄村的田秀兰也来登记，不知道办公室已登记过（重复登记的缺口）
# Tian Xiulan is entered here too, who is in the file of DZ already (a double, to be found)
huiyin household add --name '田秀兰' --household-kind rural --village '贾庄村' \
    --phone 13800001215 --people 2 --difficulty '丧偶，儿子受伤'
huiyin opinion list
