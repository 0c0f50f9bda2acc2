#!/bin/sh
# 示例之四：每周的台账，3月中旬至11月上旬：党支部学习、班子成员接待
# Example, part 4: what recurs every week, mid March to early November: the branches' study and the
# leaders' receptions.
#
# 在 2-access.sh、3-guidance.sh 之后运行。利用处的内勤登记第一党支部和周明华，监督指导处的内勤登记第二党支部和陈国栋。
# Run it after 2-access.sh and 3-guidance.sh. The clerk of the access division logs the first branch
# and Zhou Minghua; the clerk of the guidance division logs the second branch and Chen Guodong.
#
# 利用处党小组随第一党支部学习，不单独登记。
# The party group of the access division studies with the first branch and logs nothing of its own.
#
# 有意留下的缺口 / gaps that are left on purpose:
#   集中学习周 / study week: 第一党支部 3月14日至18日 5天，第二党支部 3月21日至23日只有3天，加上25日也不足5天
#             (three days only, four with its Friday)
#   大讨论 / discussion: 第一党支部 3月30日，第二党支部 7月13日才开展 (only after phase 1)
#   周五学习 / Friday study: 第一党支部 7月15日没有，10月21日误记后作废 (none; entered by mistake and voided)
#             第二党支部 8月19日没有、22日补课，9月30日没有 (made up on the 22nd; none)；5月20日的27日补录 (entered late)
#   每周接待 / weekly receptions: 两人 W09、W10 都没有 (both missed the weeks of 1 and 7 March)
#     周明华 W13、W34、W35 没有；W21 只有公开信箱（不计数）；W28 误记后作废
#             (none; a mailbox only, which does not count; entered by mistake and voided)
#     陈国栋 W24、W30、W43 没有；W29 同一天两次，抵不了 W30
#             (none; two on one day of W29, which do not make up for W30)
set -e

export HUIYIN_AS=内勤

# ---- 集中学习周 / the study weeks

export HUIYIN_TODAY=2011-03-14
huiyin --db LY.db study add --unit '第一党支部' --study-kind study_week --attended 7 --topic '党的性质和宗旨'
export HUIYIN_TODAY=2011-03-15
huiyin --db LY.db study add --unit '第一党支部' --study-kind study_week --attended 7 --topic '以人为本、执政为民的理念'
export HUIYIN_TODAY=2011-03-16
huiyin --db LY.db study add --unit '第一党支部' --study-kind study_week --attended 7 --topic '群众观点、群众路线、群众工作方法'
export HUIYIN_TODAY=2011-03-17
huiyin --db LY.db study add --unit '第一党支部' --study-kind study_week --attended 7 --topic '观看专题教育片，交流体会'

# W11
export HUIYIN_TODAY=2011-03-18
huiyin --db LY.db study add --unit '第一党支部' --study-kind study_week --attended 7 --topic '组织生活会：对照检查'
huiyin --db LY.db study add --unit '第一党支部' --study-kind friday --attended 7 --topic '集中学习周小结：以人为本、执政为民'
huiyin --db JD.db study add --unit '第二党支部' --study-kind friday --attended 5 --topic '集中学习周小结：以人为本、执政为民'
huiyin --db LY.db reception add --leader '周明华' --channel hotline --visitors 3 --content '接听3个来电，解答知青返城、学籍查询'
huiyin --db JD.db reception add --leader '陈国栋' --channel in_person --visitors 2 --content '接待石岭镇党政办，商谈村级建档'

# 第二党支部的学习周只有三天，24日下乡 / three days only: on the 24th they are in the villages
export HUIYIN_TODAY=2011-03-21
huiyin --db JD.db study add --unit '第二党支部' --study-kind study_week --attended 5 --topic '党的性质和宗旨'
export HUIYIN_TODAY=2011-03-22
huiyin --db JD.db study add --unit '第二党支部' --study-kind study_week --attended 5 --topic '以人为本、执政为民的理念'
export HUIYIN_TODAY=2011-03-23
huiyin --db JD.db study add --unit '第二党支部' --study-kind study_week --attended 5 --topic '群众观点、群众路线、群众工作方法'

# W12
export HUIYIN_TODAY=2011-03-25
huiyin --db LY.db study add --unit '第一党支部' --study-kind friday --attended 7 --topic '胡锦涛总书记在省部级主要领导干部专题研讨班上的重要讲话'
huiyin --db JD.db study add --unit '第二党支部' --study-kind friday --attended 5 --topic '胡锦涛总书记在省部级主要领导干部专题研讨班上的重要讲话'

# 大讨论 / the discussion
export HUIYIN_TODAY=2011-03-30
huiyin --db LY.db study add --unit '第一党支部' --study-kind discussion --attended 7 --topic '工作为了谁，工作依靠谁'

# W13
export HUIYIN_TODAY=2011-04-01
huiyin --db LY.db study add --unit '第一党支部' --study-kind friday --attended 7 --topic '党的十七届五中全会关于保障和改善民生的部署'
huiyin --db JD.db study add --unit '第二党支部' --study-kind friday --attended 4 --absent 1 --topic '党的十七届五中全会关于保障和改善民生的部署'
huiyin --db JD.db reception add --leader '陈国栋' --channel hotline --visitors 3 --content '接听3个来电，解答档案保管期限'

# W14
export HUIYIN_TODAY=2011-04-08
huiyin --db LY.db study add --unit '第一党支部' --study-kind friday --attended 6 --absent 1 --topic '毛泽东、邓小平、江泽民关于群众工作的重要论述'
huiyin --db JD.db study add --unit '第二党支部' --study-kind friday --attended 5 --topic '毛泽东、邓小平、江泽民关于群众工作的重要论述'
huiyin --db LY.db reception add --leader '周明华' --channel in_person --visitors 2 --content '接待查找房产档案的一家两口'
huiyin --db JD.db reception add --leader '陈国栋' --channel in_person --visitors 2 --content '接待社区档案员，指导低保档案装订'

# W15
export HUIYIN_TODAY=2011-04-15
huiyin --db LY.db study add --unit '第一党支部' --study-kind friday --attended 7 --topic '全省、全市群众工作会议精神'
huiyin --db JD.db study add --unit '第二党支部' --study-kind friday --attended 5 --topic '全省、全市群众工作会议精神'

# W16
export HUIYIN_TODAY=2011-04-22
huiyin --db LY.db study add --unit '第一党支部' --study-kind friday --attended 7 --topic '《关于做好新形势下群众工作若干问题的意见》'
huiyin --db JD.db study add --unit '第二党支部' --study-kind friday --attended 5 --topic '《关于做好新形势下群众工作若干问题的意见》'
huiyin --db LY.db reception add --leader '周明华' --channel hotline --visitors 4 --content '接听4个来电，2个问午间是否开窗'
huiyin --db JD.db reception add --leader '陈国栋' --channel in_person --visitors 3 --content '接待涉民部门，确定检查日程'

# W17
export HUIYIN_TODAY=2011-04-29
huiyin --db LY.db study add --unit '第一党支部' --study-kind friday --attended 7 --topic '公开承诺的要求与本支部实事项目'
huiyin --db JD.db study add --unit '第二党支部' --study-kind friday --attended 5 --topic '公开承诺的要求与本支部实事项目'
huiyin --db LY.db reception add --leader '周明华' --channel in_person --visitors 3 --content '在窗口接待查阅婚姻档案的群众'
huiyin --db JD.db reception add --leader '陈国栋' --channel hotline --visitors 2 --content '接听2个来电，解答承包合同归档'

# W18
export HUIYIN_TODAY=2011-05-06
huiyin --db LY.db study add --unit '第一党支部' --study-kind friday --attended 7 --topic '杨善洲同志先进事迹'
huiyin --db JD.db study add --unit '第二党支部' --study-kind friday --attended 4 --absent 1 --topic '杨善洲同志先进事迹'
huiyin --db LY.db reception add --leader '周明华' --channel online --visitors 6 --content '网上答复查档预约问题6条'
huiyin --db JD.db reception add --leader '陈国栋' --channel in_person --visitors 2 --content '接待村会计，解答账簿移交'

# W19
export HUIYIN_TODAY=2011-05-13
huiyin --db LY.db study add --unit '第一党支部' --study-kind friday --attended 7 --topic '首问负责制和服务承诺制'
huiyin --db JD.db study add --unit '第二党支部' --study-kind friday --attended 5 --topic '首问负责制和服务承诺制'
huiyin --db JD.db reception add --leader '陈国栋' --channel hotline --visitors 4 --content '接听4个来电，解答诊所病历保存'

# W20
export HUIYIN_TODAY=2011-05-20
huiyin --db LY.db study add --unit '第一党支部' --study-kind friday --attended 7 --topic '党史学习：密切联系群众的优良作风'
huiyin --db LY.db reception add --leader '周明华' --channel in_person --visitors 4 --content '接待退休职工，查找工资套改表'
huiyin --db JD.db reception add --leader '陈国栋' --channel in_person --visitors 3 --content '接待民营企业，指导建立职工档案'

# W21
export HUIYIN_TODAY=2011-05-27
huiyin --db LY.db study add --unit '第一党支部' --study-kind friday --attended 5 --absent 2 --topic '《信访条例》与来访接待要领'
huiyin --db JD.db study add --unit '第二党支部' --study-kind friday --attended 5 --topic '《信访条例》与来访接待要领'
# 上周五的学习漏记，现在补录 / the study of last Friday is entered a week late
huiyin --db JD.db study add --date '5月20日' --unit '第二党支部' --study-kind friday --attended 4 --absent 1 --topic '党史学习：密切联系群众的优良作风'
# 信箱不计入接待次数 / a mailbox does not count as a reception
huiyin --db LY.db reception add --leader '周明华' --channel mailbox --visitors 2 --content '拆阅公开信箱来信2封'
huiyin --db JD.db reception add --leader '陈国栋' --channel hotline --visitors 2 --content '接听2个来电，解答档案销毁手续'

# W22
export HUIYIN_TODAY=2011-06-03
huiyin --db LY.db study add --unit '第一党支部' --study-kind friday --attended 7 --topic '《婚姻登记档案管理办法》'
huiyin --db JD.db study add --unit '第二党支部' --study-kind friday --attended 5 --topic '《婚姻登记档案管理办法》'
huiyin --db LY.db reception add --leader '周明华' --channel hotline --visitors 5 --content '接听5个来电，解答异地查档'
huiyin --db JD.db reception add --leader '陈国栋' --channel in_person --visitors 4 --content '听取三个街道对低保规范的意见'

# W23
export HUIYIN_TODAY=2011-06-10
huiyin --db LY.db study add --unit '第一党支部' --study-kind friday --attended 7 --topic '党史学习：三大作风的形成'
huiyin --db JD.db study add --unit '第二党支部' --study-kind friday --attended 5 --topic '党史学习：三大作风的形成'
huiyin --db LY.db reception add --leader '周明华' --channel in_person --visitors 2 --content '接待查找复员证明的退伍军人'
huiyin --db JD.db reception add --leader '陈国栋' --channel hotline --visitors 3 --content '接听3个来电，解答电子档案归档'

# W24
export HUIYIN_TODAY=2011-06-17
huiyin --db LY.db study add --unit '第一党支部' --study-kind friday --attended 6 --absent 1 --topic '民生档案资源建设经验交流'
huiyin --db JD.db study add --unit '第二党支部' --study-kind friday --attended 5 --topic '民生档案资源建设经验交流'
huiyin --db LY.db reception add --leader '周明华' --channel in_person --visitors 3 --content '接待核实工龄的群众'

# W25
export HUIYIN_TODAY=2011-06-24
huiyin --db LY.db study add --unit '第一党支部' --study-kind friday --attended 7 --topic '重温入党誓词，交流党员承诺'
huiyin --db JD.db study add --unit '第二党支部' --study-kind friday --attended 5 --topic '重温入党誓词，交流党员承诺'
huiyin --db LY.db reception add --leader '周明华' --channel online --visitors 7 --content '网上答复开放目录使用问题7条'
huiyin --db JD.db reception add --leader '陈国栋' --channel in_person --visitors 5 --content '接待参训的街道档案员'

# W26
export HUIYIN_TODAY=2011-07-01
huiyin --db LY.db study add --unit '第一党支部' --study-kind friday --attended 7 --topic '集中收看庆祝建党90周年大会'
huiyin --db JD.db study add --unit '第二党支部' --study-kind friday --attended 5 --topic '集中收看庆祝建党90周年大会'
huiyin --db LY.db reception add --leader '周明华' --channel in_person --visitors 5 --content '在泉北社区广场接待咨询群众'
huiyin --db JD.db reception add --leader '陈国栋' --channel in_person --visitors 3 --content '在贾庄村接待群众'

# W27
export HUIYIN_TODAY=2011-07-08
huiyin --db LY.db study add --unit '第一党支部' --study-kind friday --attended 7 --topic '胡锦涛总书记“七一”重要讲话'
huiyin --db JD.db study add --unit '第二党支部' --study-kind friday --attended 5 --topic '胡锦涛总书记“七一”重要讲话'
huiyin --db LY.db reception add --leader '周明华' --channel hotline --visitors 3 --content '接听3个来电，解答公证用档'
huiyin --db JD.db reception add --leader '陈国栋' --channel hotline --visitors 2 --content '接听2个来电，解答家庭建档'

export HUIYIN_TODAY=2011-07-13
huiyin --db JD.db study add --unit '第二党支部' --study-kind discussion --attended 4 --absent 1 --topic '工作为了谁，工作依靠谁'

# W28
export HUIYIN_TODAY=2011-07-15
# 第一党支部停学一次 / the first branch skips its study
huiyin --db JD.db study add --unit '第二党支部' --study-kind friday --attended 5 --topic '“七一”重要讲话：以人为本、执政为民'
huiyin --db LY.db reception add --leader '周明华' --channel in_person --visitors 1 --content '接待查阅地契的老人'
huiyin --db LY.db reception void LY-R17 --reason '接待人是值班副处长，不是周明华'
huiyin --db JD.db reception add --leader '陈国栋' --channel in_person --visitors 2 --content '接待改制企业留守处，商谈档案移交'

# W29
export HUIYIN_TODAY=2011-07-22
huiyin --db LY.db study add --unit '第一党支部' --study-kind friday --attended 7 --topic '廉政风险防范管理'
huiyin --db JD.db study add --unit '第二党支部' --study-kind friday --attended 4 --absent 1 --topic '廉政风险防范管理'
huiyin --db LY.db reception add --leader '周明华' --channel in_person --visitors 4 --content '接待高考录取花名册查询'
huiyin --db JD.db reception add --leader '陈国栋' --channel in_person --visitors 3 --content '上午接待学校档案员，解答学籍归档'
huiyin --db JD.db reception add --leader '陈国栋' --channel hotline --visitors 2 --content '下午接听2个来电，解答建设项目档案'

# W30
export HUIYIN_TODAY=2011-07-29
huiyin --db LY.db study add --unit '第一党支部' --study-kind friday --attended 7 --topic '上半年实事项目进展通报与讨论'
huiyin --db JD.db study add --unit '第二党支部' --study-kind friday --attended 5 --topic '上半年实事项目进展通报与讨论'
huiyin --db LY.db reception add --leader '周明华' --channel hotline --visitors 2 --content '接听2个来电，解答复印收费'

# W31
export HUIYIN_TODAY=2011-08-05
huiyin --db LY.db study add --unit '第一党支部' --study-kind friday --attended 7 --topic '《档案法》及其实施办法'
huiyin --db JD.db study add --unit '第二党支部' --study-kind friday --attended 5 --topic '《档案法》及其实施办法'
huiyin --db LY.db reception add --leader '周明华' --channel in_person --visitors 3 --content '接待拆迁户，查找房屋所有权存根'
huiyin --db JD.db reception add --leader '陈国栋' --channel in_person --visitors 2 --content '接待南崖村村民，解答承包档案查阅'

# W32
export HUIYIN_TODAY=2011-08-12
huiyin --db LY.db study add --unit '第一党支部' --study-kind friday --attended 5 --absent 2 --topic '农村档案工作经验材料'
huiyin --db JD.db study add --unit '第二党支部' --study-kind friday --attended 5 --topic '农村档案工作经验材料'
huiyin --db JD.db reception add --leader '陈国栋' --channel hotline --visitors 3 --content '接听3个来电，解答会计档案期限'

# W33
export HUIYIN_TODAY=2011-08-19
huiyin --db LY.db study add --unit '第一党支部' --study-kind friday --attended 7 --topic '低保、助学等惠民政策'
# 第二党支部当天下乡，下周一补课 / the second branch is in the villages; it makes up on Monday
huiyin --db LY.db reception add --leader '周明华' --channel hotline --visitors 4 --content '接听4个来电，解答独生子女档案'
huiyin --db JD.db reception add --leader '陈国栋' --channel in_person --visitors 2 --content '接待乡镇卫生院，指导健康档案管理'

export HUIYIN_TODAY=2011-08-22
huiyin --db JD.db study add --unit '第二党支部' --study-kind friday --attended 5 --topic '低保、助学等惠民政策（补课）'

# W34
export HUIYIN_TODAY=2011-08-26
huiyin --db LY.db study add --unit '第一党支部' --study-kind friday --attended 7 --topic '换位体验心得交流'
huiyin --db JD.db study add --unit '第二党支部' --study-kind friday --attended 5 --topic '换位体验心得交流'
huiyin --db JD.db reception add --leader '陈国栋' --channel hotline --visitors 2 --content '接听2个来电，解答档案柜配置'

# W35
export HUIYIN_TODAY=2011-09-02
huiyin --db LY.db study add --unit '第一党支部' --study-kind friday --attended 7 --topic '档案事业“十二五”规划'
huiyin --db JD.db study add --unit '第二党支部' --study-kind friday --attended 5 --topic '档案事业“十二五”规划'
huiyin --db JD.db reception add --leader '陈国栋' --channel in_person --visitors 3 --content '接待区教育局，商谈助学档案'

# W36
export HUIYIN_TODAY=2011-09-09
huiyin --db LY.db study add --unit '第一党支部' --study-kind friday --attended 6 --absent 1 --topic '群众来信办理情况通报'
huiyin --db JD.db study add --unit '第二党支部' --study-kind friday --attended 5 --topic '群众来信办理情况通报'
huiyin --db LY.db reception add --leader '周明华' --channel in_person --visitors 2 --content '接待查找毕业生派遣证的群众'
huiyin --db JD.db reception add --leader '陈国栋' --channel hotline --visitors 2 --content '接听2个来电，解答移民档案整理'

# W37
export HUIYIN_TODAY=2011-09-16
huiyin --db LY.db study add --unit '第一党支部' --study-kind friday --attended 7 --topic '“送政策”明白纸讲解'
huiyin --db JD.db study add --unit '第二党支部' --study-kind friday --attended 4 --absent 1 --topic '“送政策”明白纸讲解'
huiyin --db LY.db reception add --leader '周明华' --channel hotline --visitors 3 --content '接听3个来电，解答周六能否查档'
huiyin --db JD.db reception add --leader '陈国栋' --channel in_person --visitors 4 --content '接待南崖村档案员，解答编目'

# W38
export HUIYIN_TODAY=2011-09-23
huiyin --db LY.db study add --unit '第一党支部' --study-kind friday --attended 7 --topic '窗口服务礼仪与查档规程'
huiyin --db JD.db study add --unit '第二党支部' --study-kind friday --attended 5 --topic '窗口服务礼仪与查档规程'
huiyin --db LY.db reception add --leader '周明华' --channel in_person --visitors 5 --content '在查档大厅征求意见5条'

# W39
export HUIYIN_TODAY=2011-09-30
huiyin --db LY.db study add --unit '第一党支部' --study-kind friday --attended 7 --topic '国庆值班和档案安全'
# 第二党支部没有学习 / the second branch holds none
huiyin --db LY.db reception add --leader '周明华' --channel online --visitors 4 --content '网上答复节日期间查档安排4条'
huiyin --db JD.db reception add --leader '陈国栋' --channel hotline --visitors 2 --content '接听2个来电，解答林权档案归档'

# ---- 10月7日国庆放假，8日、9日上班，W40 工作日不足三天 / 7 October is a holiday; W40 has two working days

# W41
export HUIYIN_TODAY=2011-10-14
huiyin --db LY.db study add --unit '第一党支部' --study-kind friday --attended 6 --absent 1 --topic '三季度实事项目逐项过堂'
huiyin --db JD.db study add --unit '第二党支部' --study-kind friday --attended 5 --topic '三季度实事项目逐项过堂'
huiyin --db LY.db reception add --leader '周明华' --channel in_person --visitors 3 --content '接待查找土改房产证的群众'
huiyin --db JD.db reception add --leader '陈国栋' --channel in_person --visitors 3 --content '接待区计生局，商谈档案进村'

# W42
export HUIYIN_TODAY=2011-10-21
# 第一党支部误记，实际改为查档技能竞赛，没有学习 / entered by mistake: there was a contest instead
huiyin --db LY.db study add --unit '第一党支部' --study-kind friday --attended 7 --topic '党的十七届六中全会公报'
huiyin --db LY.db study void LY-L36 --reason '当天改为查档技能竞赛，没有学习'
huiyin --db JD.db study add --unit '第二党支部' --study-kind friday --attended 5 --topic '党的十七届六中全会公报'
huiyin --db LY.db reception add --leader '周明华' --channel hotline --visitors 2 --content '接听2个来电，解答婚姻档案邮寄'
huiyin --db JD.db reception add --leader '陈国栋' --channel hotline --visitors 2 --content '接听2个来电，解答家谱征集'

# W43
export HUIYIN_TODAY=2011-10-28
huiyin --db LY.db study add --unit '第一党支部' --study-kind friday --attended 7 --topic '十七届六中全会关于文化惠民的部署'
huiyin --db JD.db study add --unit '第二党支部' --study-kind friday --attended 4 --absent 1 --topic '十七届六中全会关于文化惠民的部署'
huiyin --db LY.db reception add --leader '周明华' --channel in_person --visitors 4 --content '接待社保补缴取证的群众'

# W44
export HUIYIN_TODAY=2011-11-04
huiyin --db LY.db study add --unit '第一党支部' --study-kind friday --attended 7 --topic '群众满意度测评准备'
huiyin --db JD.db study add --unit '第二党支部' --study-kind friday --attended 5 --topic '群众满意度测评准备'
huiyin --db LY.db reception add --leader '周明华' --channel hotline --visitors 3 --content '接听3个来电，解答扫描进度'
huiyin --db JD.db reception add --leader '陈国栋' --channel in_person --visitors 3 --content '接待两个搬迁部门，约定检查日期'
