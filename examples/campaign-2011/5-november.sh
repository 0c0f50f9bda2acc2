#!/bin/sh
# 示例之五：领导小组办公室（DZ）4月至11月的记录，合并各处室文件，督查、测评、总结、报送
# Example, part 5: the leading-group office (DZ) from April on; it merges the files of the offices,
# settles what they disagree about, supervises, takes the survey and hands in the summary.
#
# 在前四部分之后运行。/ Run it after the first four.
#
# 有意留下的缺口 / gaps that are left on purpose:
#   调研报告 / research: 陈国栋没有 (none of Chen Guodong)
#   领导点评 / comments: 保管处没有 (none on storage)
#   双述、双评 / reports and evaluations: 保管处没有；两个党支部没有承诺 (none of storage; no promise of the branches)
#   三进三送 / three entries: 保管处缺五格 (storage lacks five of nine)
#   首问 / first asked: DZ-O11没有写 (not named)
#   督查 / inspections: DZ-D2没有整改，DZ-D4迟整改 (never put right; late)
set -e

export HUIYIN_DB=DZ.db
export HUIYIN_AS=王芳

# ---- 4月6日、7日 / 6 and 7 April
export HUIYIN_TODAY=2011-04-06
huiyin opinion add --channel mailbox --topic '希望公布领导接待日安排' --from-kind grassroots \
    --content '不知道哪位领导哪天接待，建议贴出来。' --first-asked '王芳'

export HUIYIN_TODAY=2011-04-07
huiyin opinion reply DZ-O2 --text '全年接待日安排已在网站和一楼大厅公布。'
huiyin opinion finish DZ-O2 --outcome resolved
huiyin reception add --leader '韩立新' --channel in_person --place '局一楼接待室' --visitors 3 \
    --content '三位老知青询问当年下乡、返城材料如何查找'
huiyin opinion add --channel in_person --topic '查不到知青返城材料' \
    --content '办退休需要1976年返城审批表，原单位已撤并，联系电话13800001321。' \
    --from-name '戴振海' --from-phone 13800001321 --from-kind client \
    --first-asked '李建军' --reception DZ-R2

# ---- 4月8日：首问后移交利用处；结穷亲对象增加三户
# 8 April: handed over to the access division; three more households are taken into care
export HUIYIN_TODAY=2011-04-08
huiyin opinion hand-over DZ-O3 --to '利用处'
huiyin household add --name '田秀兰' --household-kind rural --village '贾庄村' \
    --address '泉北区石岭镇贾庄村1组' --phone 13800001215 --people 2 \
    --difficulty '丧偶，儿子在外打工受伤' --need '医疗救助'
huiyin household add --name '高玉河' --household-kind urban --village '泉北社区' \
    --address '泉北区泉北社区3号楼2单元' --phone 13800001216 --id-no 370199195209080018 --people 3 \
    --difficulty '下岗，儿媳无固定工作' --need '就业信息'
huiyin household add --name '邹立功' --household-kind neighbour --village '泉北社区' --people 2
huiyin pair add --helper '周明华' --household '田秀兰' --pair-kind household \
    --measures '帮助申请医疗救助，每两个月走访一次'
huiyin pair add --helper '陈国栋' --household '高玉河' --pair-kind household \
    --measures '提供就业信息，每两个月走访一次'
huiyin pair add --helper '林涛' --household '邹立功' --pair-kind neighbour --measures '联四邻，帮助老人代办手续'
huiyin publicity add --channel board --title '主题活动宣传栏第一期：接待日安排、热线电话、公开信箱'

export HUIYIN_TODAY=2011-04-12
huiyin study add --unit '市档案局' --study-kind lecture --speaker '韩立新' --attended 14 \
    --topic '从贾庄村的一箱合同说起：档案工作为了谁'
huiyin opinion reply DZ-O3 --text '返城审批表在原劳动局全宗查到，证明当天取走。'
huiyin opinion finish DZ-O3 --outcome resolved
huiyin opinion edit DZ-O3 --rating satisfied

# ---- 4月14日、15日：班子成员接待。每周一次的要求未全部落实，留作缺口的例子
# 14 and 15 April: the leaders receive. Not every week was met: a deliberate gap
export HUIYIN_TODAY=2011-04-14
huiyin reception add --leader '周明华' --channel in_person --place '局一楼接待室' --visitors 2 \
    --content '咨询旧城改造片区房屋档案的查询办法'

export HUIYIN_TODAY=2011-04-15
huiyin reception add --leader '陈国栋' --channel hotline --place '办公室热线' --visitors 4 \
    --content '接听4个来电，记录对农村建档的建议'

export HUIYIN_TODAY=2011-04-18
huiyin research add --title '村级档案工作现状与服务新农村建设的对策' --author '韩立新' \
    --topic '农村档案' --file '办公室电子文档/调研/2011-01'

# ---- 4月20日：第一阶段结束，接待未达每周一次，说明原因
# 20 April: phase 1 is closed although the weekly receptions fell short, with the reason
export HUIYIN_TODAY=2011-04-20
huiyin phase close 1 --force --reason '班子成员外出调研较多，接待次数不足，第二阶段补齐'

export HUIYIN_TODAY=2011-04-21
huiyin phase open 2

# ---- 4月26日：集中汇总办实事项目，公开承诺（保管处的由办公室代为登记）
# 26 April: the pledges are collected and published; those of storage are entered for it here
export HUIYIN_TODAY=2011-04-26
huiyin pledge add --title '资助贾庄村困难学生' --category pairing --responsible '李建军' --key true \
    --content '机关党员结对资助贾庄村8名困难学生，新学年开学前到位。' \
    --measures '发动党员自愿捐助，逐户核实，开学前送到。' --deadline '8月底' --beneficiaries 8
huiyin pledge add --title '家庭档案讲座进社区' --category other --responsible '王芳' \
    --content '在泉北社区等处举办家庭建档讲座4场。' \
    --measures '编写讲稿，与社区商定时间。' --deadline '6月底' --beneficiaries 200
huiyin pledge add --title '贾庄村进村路安装路灯' --category pairing --responsible '李建军' \
    --content '协调资金，在贾庄村进村路安装太阳能路灯20盏。' \
    --measures '与镇政府、供电所会商线路和资金。' --deadline '10月底' --beneficiaries 1260
huiyin pledge add --title '抢救修复破损民生档案' --unit '保管处' --category filing --responsible '宋文斌' \
    --content '修复破损的婚姻、土地、移民等民生档案3000页。' --key true \
    --measures '聘请裱糊技师两名，每周通报进度。' --deadline '10月底' --beneficiaries 3000
huiyin pledge add --title '编印民生档案查询便民手册' --unit '保管处' --category access --responsible '林涛' \
    --content '编印手册2000册，说明各类民生档案存在哪里、怎么查。' \
    --measures '汇总全市各馆室馆藏，8月定稿。' --deadline '10月15日' --beneficiaries 2000
huiyin pledge publish DZ-P2 DZ-P3 DZ-P4 DZ-P5 DZ-P6

export HUIYIN_TODAY=2011-04-27
huiyin study add --unit '市档案局' --study-kind centre_group --attended 4 \
    --topic '全市群众工作会议精神，审议办实事项目'

# ---- 5月5日：补录4月15日的走访，第一阶段已结束，须注明原因
# 5 May: a visit of 15 April is entered after its phase was closed, with the reason
export HUIYIN_TODAY=2011-05-05
huiyin visit add --date '4月15日' --visitors '周明华、王芳' --place-kind household \
    --brought '送温暖、送政策' --visit-kind regular --household '田秀兰' --aid 400 --people-reached 2 \
    --findings '儿子工伤赔付未到位，医药费有缺口' --late '走访记录本5月初才交回办公室'

export HUIYIN_TODAY=2011-05-12
huiyin reception add --leader '韩立新' --channel online --place '档案信息网' --visitors 11 \
    --content '网上互动，回答开放档案、查档手续等问题'

# ---- 5月24日、26日：进村听到的意见又成为一项实事（DZ-P7）
# 24 and 26 May: what is heard in the village becomes one more pledge (DZ-P7)
export HUIYIN_TODAY=2011-05-24
huiyin visit add --visitors '王芳、林涛' --place-kind village --brought service \
    --visit-kind three_entries --village '贾庄村' --people-reached 30 \
    --findings '农家书屋藏书少，借阅没有登记'
huiyin opinion add --channel visit --topic '农家书屋书少没人管' --from-kind grassroots \
    --content '书屋只有两百来本旧书，孩子放假没处看书。' \
    --from-name '贾庄村村委会' --first-asked '王芳' --visit DZ-V3

export HUIYIN_TODAY=2011-05-26
huiyin opinion adopt DZ-O4 --title '为贾庄村农家书屋赠书编目' --category pairing --responsible '王芳' \
    --content '赠书800册，编好目录，建立借阅登记。' \
    --measures '机关捐书与采购结合，派人编目。' --deadline '9月20日' --beneficiaries 350
huiyin pledge publish DZ-P7
huiyin opinion reply DZ-O4 --text '已列入实事项目，暑假后开学前后到位。'

# ---- 6月 / June
export HUIYIN_TODAY=2011-06-03
huiyin pledge progress DZ-P1 --text '村委会腾出东厢房一间，墙面防潮处理完毕' --percent 30 \
    --published-on 2011-06-03

# ---- 6月7日：第一次督查，监督指导处按期整改，保管处没有问题，利用处迟整改
# 7 June: the first inspection; one division puts it right in time, one has nothing to, one is late
export HUIYIN_TODAY=2011-06-07
huiyin inspection add --unit '监督指导处' --inspector '李建军' --due '6月24日' \
    --findings '低保规范征求意见没有书面记录' --requirement '补齐征求意见表'

export HUIYIN_TODAY=2011-06-09
huiyin opinion add --channel hotline --topic '馆门前公交站牌被遮挡' --from-kind client \
    --content '站牌被广告牌挡住，外地来查档的老人找不到。' --first-asked '王芳'

export HUIYIN_TODAY=2011-06-10
huiyin reception add --leader '韩立新' --channel in_person --place '局一楼接待室' --visitors 2 \
    --content '企业退休职工反映改制企业档案去向不明'

huiyin study add --unit '市档案局' --study-kind forum --speaker '周明华' --attended 12 --absent 2 \
    --topic '兰台大讲堂：民生档案里的百姓故事'
huiyin publicity add --channel lecture --title '专题讲座：家庭档案怎么建'

# 贾长福换了电话；档案室的推进措施也有变化（监督指导处5月已各改过一处，双方互不知情）
# A new phone number, and other measures for the village's records room; the guidance division
# had changed both in May, and neither office knows of the other's change
export HUIYIN_TODAY=2011-06-14
huiyin household edit DZ-H1 --phone 13800001231
huiyin pledge edit DZ-P1 --measures '村委会东厢房改作档案室，捐赠档案柜六组，派员指导整理。'

export HUIYIN_TODAY=2011-06-22
huiyin inspection rectify DZ-D1 --result '三个街道的意见表已补齐归档'

# ---- 保管处的走访由办公室代为登记：送温暖、送服务到户，送政策、送服务到村
# The visits of storage, entered for it here: to a household, and to a village
export HUIYIN_TODAY=2011-06-23
huiyin visit add --unit '保管处' --visitors '林涛' --place-kind household --brought '送温暖、送服务' \
    --visit-kind regular --household '邹立功' --people-reached 2 \
    --findings '老人的退休证丢了' --solved '代办补证'
huiyin visit add --unit '保管处' --visitors '宋文斌' --place-kind village --brought '送政策、送服务' \
    --visit-kind three_entries --village '贾庄村' --people-reached 18 \
    --findings '档案柜怎么防潮，村里没有经验'

# ---- 建党90周年走访慰问、义务奉献 / visits and voluntary work for the 90th anniversary
export HUIYIN_TODAY=2011-06-28
huiyin visit add --visitors '韩立新、李建军' --place-kind household --brought warmth \
    --visit-kind consolation --household '贾长福' --aid 800 --people-reached 3 \
    --findings '残疾人补贴已按月到账，孙子期末考试进步' --note '建党90周年走访慰问'
huiyin visit add --visitors '周明华' --place-kind household --brought warmth \
    --visit-kind consolation --household '田秀兰' --aid 500 --people-reached 2 \
    --findings '医疗救助申请已经镇里审核' --solved '协调民政部门发放临时救助' --note '建党90周年走访慰问'

export HUIYIN_TODAY=2011-07-01
huiyin visit add --visitors '韩立新、陈国栋、李建军、王芳、宋文斌、林涛' --place-kind village \
    --brought '送政策、送服务' --visit-kind volunteer --village '贾庄村' --people-reached 80 \
    --findings '帮助打扫村委会、搬运档案柜，宣讲惠农政策'

# ---- 7月：答复超过15天；讲座迟办结；路灯项目撤回。局长在外学习，本月没有接待
# July: a late answer, a pledge done late, one withdrawn; the principal is away all month
export HUIYIN_TODAY=2011-07-06
huiyin opinion reply DZ-O5 --text '已转公交公司，站牌于7月5日移位。'
huiyin opinion finish DZ-O5 --outcome referred

export HUIYIN_TODAY=2011-07-12
huiyin pledge progress DZ-P3 --text '第四场讲座在泉北社区举行' --percent 100 \
    --published-on today
huiyin pledge finish DZ-P3 --result '举办讲座4场，发放家庭档案盒150个' --actual-beneficiaries 186

export HUIYIN_TODAY=2011-07-14
huiyin evaluation add --subject '领导小组办公室' --step report --text '承诺6项，讲座已办完，档案室、书屋正在办'
huiyin evaluation add --subject '领导小组办公室' --step by_organisation --by '第一党支部' --rating good
huiyin evaluation add --subject '领导小组办公室' --step by_masses --by '贾庄村' --rating good \
    --note '村民代表12人评议'
huiyin evaluation add --subject '领导小组办公室' --step leader_comment --by '韩立新' \
    --text '档案室要赶在秋收前建成；路灯的事多向镇里汇报'
huiyin evaluation add --subject '利用处' --step leader_comment --by '周明华' \
    --text '午间不断岗群众反映好，数字化进度要抓，扫描仪坏了不能等'

export HUIYIN_TODAY=2011-07-15
huiyin pledge withdraw DZ-P4 --reason '镇政府已将路灯列入村级公益事业项目'

# ---- 8月 / August
export HUIYIN_TODAY=2011-08-04
huiyin reception add --leader '韩立新' --channel hotline --place '办公室热线' --visitors 6 \
    --content '接听6个来电，当场答复5个'
huiyin opinion add --channel hotline --topic '个人能否捐赠家谱' --from-kind client \
    --content '家里有光绪年间的家谱，问捐给档案馆有没有手续和证书。' \
    --from-name '上官文清' --from-phone 13800001322 --first-asked '王芳' --reception DZ-R7
huiyin opinion reply DZ-O6 --text '可以捐赠或寄存，颁发证书，捐赠人优先利用。'
huiyin opinion finish DZ-O6 --outcome explained

export HUIYIN_TODAY=2011-08-10
huiyin pledge progress DZ-P1 --text '档案柜到位，已整理文书、会计档案420卷' --percent 70 \
    --published-on today
huiyin pledge progress DZ-P5 --text '修复1200页' --percent 40 \
    --published-on today

export HUIYIN_TODAY=2011-08-26
huiyin pledge finish DZ-P2 --result '8名学生每人1000元，开学前送到家中' --actual-beneficiaries 8

# 8月30日的网上留言没有答复，留作“无回音”的例子
# The message of 30 August is never answered: an example of 无回音
export HUIYIN_TODAY=2011-08-30
huiyin opinion add --channel online --topic '建议开放馆藏老照片下载' --from-kind client \
    --content '网站上的老照片只有缩略图，建议提供大图。' \
    --from-name '贺小川' --first-asked '林涛'

# ---- 9月 / September
export HUIYIN_TODAY=2011-09-02
huiyin inspection add --unit '保管处' --inspector '领导小组办公室' --due '9月30日' \
    --findings '便民手册（DZ-P6）没有进展记录' --requirement '报送进展和印制计划'
huiyin inspection add --unit '利用处' --inspector '韩立新' --findings '亮牌上岗、限时办结公示到位，没有问题'
huiyin inspection add --unit '利用处' --inspector '李建军' --due '9月16日' \
    --findings '扫描仪故障一个月没有报修' --requirement '限期修复，补上进度'

export HUIYIN_TODAY=2011-09-08
huiyin reception add --leader '韩立新' --channel in_person --place '局一楼接待室' --visitors 3 \
    --content '退伍军人询问立功档案的查找'
huiyin opinion add --channel in_person --topic '立功档案查找无门' --from-kind client \
    --content '1979年立功，证书遗失，不知道向哪里查。' \
    --from-name '石保国' --from-phone 13800001323 --first-asked '李建军' --reception DZ-R8
huiyin opinion add --channel hotline --topic '查找立功证明' --from-kind client \
    --from-name '石保国' --first-asked '王芳'

export HUIYIN_TODAY=2011-09-09
huiyin opinion void DZ-O9 --reason '与DZ-O8为同一人同一事，重复登记'
huiyin opinion reply DZ-O8 --text '立功档案存部队，已代写查询函寄往原部队所在军区档案馆。'
huiyin opinion finish DZ-O8 --outcome referred

export HUIYIN_TODAY=2011-09-16
huiyin pledge finish DZ-P7 --result '赠书812册，编目上架，选定义务管理员' --actual-beneficiaries 320

export HUIYIN_TODAY=2011-09-23
huiyin inspection rectify DZ-D4 --result '扫描仪修复，增加一班扫描人员'

export HUIYIN_TODAY=2011-09-26
huiyin pledge progress DZ-P1 --text '档案室通过镇里验收' --percent 100 \
    --published-on today
huiyin pledge finish DZ-P1 --result '建成村级档案室一间，整理档案643卷' --actual-beneficiaries 1260

export HUIYIN_TODAY=2011-09-27
huiyin visit add --visitors '陈国栋' --place-kind household --brought '送政策、送温暖' \
    --visit-kind regular --household '高玉河' --aid 300 --people-reached 3 \
    --findings '儿媳已到超市上班' --solved '社区推荐岗位一个'

# ---- 10月 / October
export HUIYIN_TODAY=2011-10-13
huiyin reception add --leader '韩立新' --channel in_person --place '局一楼接待室' --visitors 4 \
    --content '贾庄村群众要求把计划生育、婚姻等档案也纳入村档案室'
huiyin opinion add --channel in_person --topic '村档案室扩大归档范围' --from-kind grassroots \
    --content '村民证明身份、亲属关系常用的材料，希望也存在村里，少跑镇上。' \
    --from-name '贾庄村村民代表' --first-asked '李建军' --reception DZ-R9

export HUIYIN_TODAY=2011-10-14
huiyin opinion reply DZ-O10 --text '需与镇民政所、计生办商定移交办法，年底前给答复。'
huiyin opinion finish DZ-O10 --outcome continuing
huiyin pledge progress DZ-P5 --text '修复1900页，一名技师合同到期' --percent 63 \
    --published-on today

export HUIYIN_TODAY=2011-10-27
huiyin pledge continue DZ-P5 --reason '裱糊技师不足，下年度续聘' --new-deadline 2012-06-30

export HUIYIN_TODAY=2011-10-28
huiyin mechanism add --title '领导干部群众接待日制度' --summary '每月、每周接待，接待意见件件登记'
huiyin visit add --visitors '李建军' --place-kind household --brought service \
    --visit-kind regular --household '贾长福' --people-reached 3 \
    --findings '入冬前检查取暖，帮助办理残疾证换证'

# ---- 10月31日：第二阶段结束。便民手册（DZ-P6）超期，宋文斌未结对，说明原因
# 31 October: phase 2 is closed; DZ-P6 is overdue and one head of division has no household
export HUIYIN_TODAY=2011-10-31
huiyin phase close 2 --force --reason '便民手册待各区县报送馆藏目录，未答复意见和未结对的已列入督查'

# ---- 11月：汇总 / November: everything comes together
export HUIYIN_TODAY=2011-11-01
huiyin phase open 3

# 合并两个处室的文件，首次收到的先认可，联系户此后由各处室共同登记。一处冲突：电话以6月为准；
# 两项建议：监督指导处改了本办公室的推进措施，合写；它登记的领导点评由本办公室采纳
# The two files are merged, and both offices admitted, who share the households from then on. One
# conflict: the phone of June stands. Two proposals: for measures that are DZ's own, which are combined;
# and a leader's comment, which is DZ's to accept
export HUIYIN_TODAY=2011-11-07
huiyin merge LY.db JD.db
huiyin office admit LY
huiyin office admit JD
huiyin conflict list
huiyin conflict resolve 1 --take mine
huiyin proposal list
huiyin proposal accept 3
huiyin pledge edit DZ-P1 --measures '村委会东厢房改作档案室，捐赠档案柜六组，监督指导处派员驻村指导整理。'

# 督查：看第三阶段还差什么，逐项督办 / supervision: what is still missing in phase 3
export HUIYIN_TODAY=2011-11-08
huiyin phase status 3
huiyin pledge edit DZ-P6 --note '11月8日督办：保管处11月25日前书面说明'
huiyin opinion reply LY-O7 --text '可以加盖骑缝章，窗口已配备。'
huiyin opinion finish LY-O7 --outcome resolved
huiyin pledge edit LY-P5 --note '11月8日督办：利用处提出分期办理方案'

export HUIYIN_TODAY=2011-11-10
huiyin reception add --leader '韩立新' --channel in_person --place '贾庄村委会' --visitors 9 \
    --content '在村里现场接待，听取对档案室和书屋的意见'
huiyin visit add --visitors '韩立新、王芳' --place-kind village --brought '送政策、送服务' \
    --visit-kind three_entries --village '贾庄村' --people-reached 25 \
    --findings '档案室已接待查阅17次，书屋借阅登记正常'

# ---- 11月的周五学习和班子成员接待仍记在两个处室的文件里，月底再合并一次
# The Friday study and the receptions of November still go into the files of the two divisions
export HUIYIN_TODAY=2011-11-11
huiyin --db LY.db study add --unit '第一党支部' --study-kind friday --attended 7 --topic '实事项目逐项销号'
huiyin --db JD.db study add --unit '第二党支部' --study-kind friday --attended 5 --topic '实事项目逐项销号'
huiyin --db LY.db reception add --leader '周明华' --channel in_person --visitors 3 --content '接待查找知青档案的群众'
huiyin --db JD.db reception add --leader '陈国栋' --channel hotline --visitors 2 --content '接听2个来电，解答建档问题'
huiyin mechanism edit DZ-Z1 --state issued --issued-on 2011-11-11 --document-no '济档党发〔2011〕26号'
huiyin mechanism add --title '党员联系困难群众长效机制' --summary '结对、走访、建卡的办法，征求意见中'

# ---- 11月15日：满意度测评，总体和重点项目 / 15 November: the survey, overall and on two pledges
export HUIYIN_TODAY=2011-11-15
huiyin survey add --subject '总体' --issued 200 --returned 192 --valid 188 \
    --satisfied 151 --mostly 31 --dissatisfied 6 --comment '部分群众希望周六开放查档'
huiyin survey add --subject DZ-P1 --issued 80 --returned 78 --valid 78 \
    --satisfied 70 --mostly 7 --dissatisfied 1
huiyin survey add --subject JD-P1 --issued 50 --returned 50 --valid 49 \
    --satisfied 44 --mostly 5 --dissatisfied 0

# 来信没有写明首问责任人，也还没有答复 / a letter: nobody is named as first asked, and no reply yet
export HUIYIN_TODAY=2011-11-16
huiyin opinion add --channel mailbox --topic '建议网上办理查档证明' --from-kind client \
    --content '希望在网上提交申请，寄送证明。'

export HUIYIN_TODAY=2011-11-18
huiyin --db LY.db study add --unit '第一党支部' --study-kind friday --attended 6 --absent 1 --topic '满意度测评结果通报'
huiyin --db JD.db study add --unit '第二党支部' --study-kind friday --attended 5 --topic '满意度测评结果通报'
huiyin --db LY.db reception add --leader '周明华' --channel hotline --visitors 4 --content '接听4个来电，解答周末查档'
huiyin --db JD.db reception add --leader '陈国栋' --channel in_person --visitors 2 --content '接待村档案员，解答年末归档'

# ---- 11月25日：公布完成和继续办理的重点实事项目 / 25 November: the two lists are published
export HUIYIN_TODAY=2011-11-25
huiyin publicity add --channel website --list completed --title '主题活动完成的重点实事项目公布' \
    --link 'http://www.example.org/zt/2011/1125.html'
huiyin publicity add --channel website --list continuing --title '主题活动需要继续办理的实事项目公布' \
    --link 'http://www.example.org/zt/2011/1125.html'
huiyin --db LY.db study add --unit '第一党支部' --study-kind friday --attended 7 --topic '总结活动经验，查找不足'
huiyin --db JD.db study add --unit '第二党支部' --study-kind friday --attended 5 --topic '总结活动经验，查找不足'
huiyin --db LY.db reception add --leader '周明华' --channel in_person --visitors 2 --content '接待查阅房产档案的群众'
huiyin --db JD.db reception add --leader '陈国栋' --channel hotline --visitors 3 --content '接听3个来电，解答档案移交'

export HUIYIN_TODAY=2011-11-28
huiyin --db LY.db service add --service-kind access --department '查档服务窗口' --people 437 --volumes 1690 \
    --minutes 26 --promised-minutes 30
huiyin --db LY.db reception add --leader '周明华' --channel hotline --visitors 2 --content '接听2个来电，解答预约查档'
huiyin --db JD.db reception add --leader '陈国栋' --channel in_person --visitors 1 --content '接待搬迁部门，商谈检查日期'
huiyin merge LY.db JD.db

# ---- 11月29日：书面总结报送两个领导小组 / 29 November: the summary goes to both addressees
export HUIYIN_TODAY=2011-11-29
huiyin submission add --report '“深入基层、服务群众”主题活动总结报告' \
    --addressee '市委创先争优活动领导小组' --document-no '济档党发〔2011〕28号'
huiyin submission add --report '“深入基层、服务群众”主题活动总结报告' \
    --addressee '市委市直机关工委创先争优暨“深入基层、服务群众”主题活动领导小组' \
    --document-no '济档党发〔2011〕28号'

# ---- 11月30日：第三阶段结束，活动收尾 / 30 November: phase 3 is closed, the campaign ends
export HUIYIN_TODAY=2011-11-30
huiyin phase close 3
huiyin report summary --as-of 2011-11-30
