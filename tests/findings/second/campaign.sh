#!/bin/sh
# The second campaign, under plan.json: what the first does not show of terms, posts and days.
# `../model.py` reads these lines too. Nobody and no place in them is real.
set -e

export HUIYIN_TODAY=2013-03-06
huiyin init --practice --office BG --name 行动办公室 --plan plan.json
huiyin unit add --name 档案馆 --unit-kind department
huiyin unit edit U1 --unit-kind department --parent U2
huiyin unit add --name 利用处 --unit-kind division --parent U2
huiyin unit add --name 保管处 --unit-kind division --parent U2
huiyin unit add --name 指导处 --unit-kind division --parent U2
huiyin unit add --name 第一支部 --unit-kind branch --parent U2
huiyin unit add --name 第二支部 --unit-kind branch --parent U2
huiyin unit add --name 利用党小组 --unit-kind party_group --parent U6
huiyin unit add --name 查档窗口 --unit-kind window --parent U3
huiyin unit add --name 李家村 --unit-kind village
huiyin person add --name 韩其昌 --rank principal --unit U2 --party-member true
huiyin person add --name 周怀远 --rank leader --unit U2 --party-member true --in-charge U3,U4
huiyin person add --name 陈立本 --rank leader --unit U2 --party-member true --in-charge U5
# The fourth comes in July; his place in the roster is kept by the order of entry.
huiyin person add --name 冯子健 --rank leader --unit U2 --in-charge U3 --since 2013-07-15
huiyin person add --name 李如松 --rank deputy_division --unit U3 --party-member true
huiyin person add --name 张敬之 --rank deputy_division --unit U4 --party-member true
huiyin person add --name 王一鸣 --rank staff --unit U4 --party-member true
huiyin person add --name 赵小满 --rank staff --unit U3
huiyin person add --name 孙秋生 --rank staff --unit U5
huiyin household add --name 甲户 --household-kind rural --village 李家村
huiyin household add --name 乙户 --household-kind rural --village 李家村
huiyin household add --name 丙户 --household-kind urban --village 李家村
huiyin household add --name 丁户 --household-kind rural --village 李家村
huiyin household add --name 戊户 --household-kind rural --village 李家村
huiyin household add --name 己户 --household-kind urban --village 李家村
huiyin household add --name 庚户 --household-kind rural --village 李家村

# ---- Receptions. The team needs three days a week, each leader two a month, by other channels.

export HUIYIN_TODAY=2013-03-11
huiyin reception add --leader M1 --channel in_person --unit U2 --visitors 1 --content 一

export HUIYIN_TODAY=2013-03-12
huiyin reception add --leader M2 --channel in_person --unit U2 --visitors 1 --content 一
huiyin opinion add --channel hotline --unit U4 --topic 库房潮湿 --first-asked M6

export HUIYIN_TODAY=2013-03-13
huiyin reception add --leader M3 --channel mailbox --unit U2 --visitors 1 --content 一
huiyin study add --study-kind study_week --unit U6 --topic 一

export HUIYIN_TODAY=2013-03-14
huiyin study add --study-kind study_week --unit U6 --topic 二
huiyin study add --study-kind meeting --unit U2 --topic 动员大会

export HUIYIN_TODAY=2013-03-15
huiyin study add --study-kind friday --unit U6 --topic 三
huiyin study add --study-kind friday --unit U7 --topic 一
huiyin opinion add --channel in_person --unit U3 --topic 开放时间 --first-asked M5 --date 2013-03-11
huiyin opinion reply O2 --text 已延长
huiyin pair add --helper M5 --household H5 --pair-kind household --since 2013-03-15

export HUIYIN_TODAY=2013-03-18
# Two on one day are one; so the team has two days of three.
huiyin reception add --leader M1 --channel in_person --unit U2 --visitors 1 --content 二
huiyin reception add --leader M1 --channel in_person --unit U2 --visitors 2 --content 三
huiyin study add --study-kind meeting --unit U6 --topic 组织生活会
huiyin pair add --helper M6 --household H6 --pair-kind household --since 2013-03-18

export HUIYIN_TODAY=2013-03-19
huiyin reception add --leader M2 --channel in_person --unit U2 --visitors 1 --content 二

export HUIYIN_TODAY=2013-03-20
huiyin opinion add --channel mailbox --unit U3 --topic 查档证明 --first-asked M8
huiyin problem add --area methods --content 走访不够 --unit U6 --deadline 2013-04-20
huiyin pair add --helper M1 --household H1 --pair-kind household --since 2013-03-20
huiyin study add --study-kind study_week --unit U7 --topic 二

export HUIYIN_TODAY=2013-03-22
huiyin study add --study-kind friday --unit U8 --topic 四
# The second branch makes up on Saturday for the Friday before.

export HUIYIN_TODAY=2013-03-23
huiyin study add --study-kind friday --unit U7 --topic 三

export HUIYIN_TODAY=2013-03-25
huiyin reception add --leader M1 --channel hotline --unit U2 --visitors 1 --content 四
huiyin opinion reply O1 --text 正在查
huiyin opinion hand-over O3 --to M9
huiyin pledge add --title 夜间查档 --unit U3 --content 每周两晚开放 --measures 排班 --responsible M5 --deadline 2013-06-30 --key true --category other

export HUIYIN_TODAY=2013-03-26
huiyin reception add --leader M2 --channel in_person --unit U2 --visitors 1 --content 三

export HUIYIN_TODAY=2013-03-27
huiyin reception add --leader M3 --channel in_person --unit U2 --visitors 1 --content 二
huiyin opinion reply O3 --text 已受理

export HUIYIN_TODAY=2013-03-28
huiyin reception add --leader M2 --channel in_person --unit U2 --visitors 1 --content 四
huiyin study add --study-kind discussion --unit U8 --topic 讨论

export HUIYIN_TODAY=2013-03-29
huiyin study add --study-kind friday --unit U6 --topic 五
huiyin study add --study-kind friday --unit U7 --topic 四

export HUIYIN_TODAY=2013-03-30
huiyin pledge publish P1

export HUIYIN_TODAY=2013-04-01
huiyin reception add --leader M2 --channel in_person --unit U2 --visitors 1 --content 五
huiyin opinion finish O2 --outcome resolved

export HUIYIN_TODAY=2013-04-02
huiyin reception add --leader M3 --channel in_person --unit U2 --visitors 1 --content 三
huiyin opinion hand-over O3 --to U5
huiyin study add --study-kind study_week --unit U7 --topic 五

export HUIYIN_TODAY=2013-04-03
huiyin study add --study-kind study_week --unit U7 --topic 六

export HUIYIN_TODAY=2013-04-05
huiyin opinion finish O1 --outcome continuing --due 2013-05-20
# Qingming: Thursday to Saturday are free, Sunday is worked; the run of study days goes on.

export HUIYIN_TODAY=2013-04-07
huiyin reception add --leader M1 --channel in_person --unit U2 --visitors 1 --content 五
huiyin study add --study-kind study_week --unit U7 --topic 七

export HUIYIN_TODAY=2013-04-08
huiyin reception add --leader M1 --channel in_person --unit U2 --visitors 1 --content 六
huiyin reception add --leader M2 --channel in_person --unit U2 --visitors 1 --content 六
huiyin study add --study-kind meeting --unit U7 --topic 组织生活会

export HUIYIN_TODAY=2013-04-10
huiyin opinion add --channel online --unit U5 --topic 网上预约 --first-asked M9 --due 2013-04-30
huiyin pair add --helper M1 --household H2 --pair-kind household --since 2013-04-10
huiyin pledge add --title 档案下乡 --unit U3 --content 到村服务 --measures 每月一次 --responsible M8 --deadline 2013-07-15 --key true --category other
huiyin study add --study-kind discussion --unit U7 --topic 讨论
huiyin visit add --visitors M6 --place-kind household --household H6 --brought warmth --visit-kind regular --unit U4

export HUIYIN_TODAY=2013-04-12
huiyin study add --study-kind friday --unit U6 --topic 六

export HUIYIN_TODAY=2013-04-15
huiyin pair add --helper M2 --household H3 --pair-kind household --since 2013-04-15
huiyin pledge add --title 库房除湿 --unit U4 --content 更换设备 --measures 采购 --responsible M6 --deadline 2013-06-30 --category other
huiyin study add --study-kind discussion --unit U6 --topic 再讨论

export HUIYIN_TODAY=2013-04-18
huiyin opinion adopt O3 --title 查档证明代办 --unit U3 --content 代办证明 --measures 设专人 --responsible M8 --deadline 2013-09-30 --category other

export HUIYIN_TODAY=2013-04-20
# Held on the 9th, entered eleven days later.
huiyin reception add --leader M3 --channel in_person --unit U2 --visitors 1 --content 四 --date 2013-04-09
huiyin pledge progress P1 --text 已排班 --percent 30
huiyin pledge publish P3
huiyin visit add --visitors M1 --place-kind household --household H1 --brought policy --visit-kind regular --unit U2

export HUIYIN_TODAY=2013-04-22
huiyin pledge publish P4

export HUIYIN_TODAY=2013-04-25
huiyin pledge publish P2
huiyin problem fix W1 --result 已整改

export HUIYIN_TODAY=2013-04-26
huiyin study add --study-kind friday --unit U6 --topic 七

export HUIYIN_TODAY=2013-04-28
huiyin pledge add --title 村档规范 --unit U5 --content 规范十村 --measures 培训 --responsible M9 --deadline 2013-07-31 --key true --category other
huiyin pledge add --title 家谱征集 --unit U5 --content 征集家谱 --measures 登门 --responsible M9 --deadline 2013-08-31 --category other

export HUIYIN_TODAY=2013-05-02
huiyin pledge publish P5
# Visited on the 24th of April, on the last day; entered a week later.
huiyin visit add --visitors M5 --place-kind household --household H5 --brought policy,warmth --visit-kind regular --unit U3 --date 2013-04-24

export HUIYIN_TODAY=2013-05-03
huiyin opinion reply O4 --text 已开通
huiyin study add --study-kind friday --unit U6 --topic 八
huiyin study add --study-kind friday --unit U7 --topic 八

export HUIYIN_TODAY=2013-05-05
huiyin opinion add --channel hotline --unit U4 --topic 借阅超时 --first-asked M6
huiyin evaluation add --subject U3 --step leader_comment --by M8 --text 不是分管领导 --unit U3

export HUIYIN_TODAY=2013-05-06
huiyin pair add --helper M3 --household H4 --pair-kind household --since 2013-05-06
huiyin pledge add --title 老照片修复 --unit U4 --content 修复百张 --measures 外聘 --responsible M7 --deadline 2013-08-15 --category other
huiyin pledge withdraw P6 --reason 与他处重复

export HUIYIN_TODAY=2013-05-09
huiyin plan set milestones.2.done_on 2013-05-08
# The day of the discussion was the 26th of April.

export HUIYIN_TODAY=2013-05-10
huiyin study add --study-kind discussion --unit U7 --topic 再讨论 --date 2013-04-26
huiyin study add --study-kind friday --unit U6 --topic 九
huiyin pledge publish P7
huiyin research add --title 库房调研 --author M2 --submitted-on 2013-05-10 --unit U2
# The deputy head of 保管处 leaves; his matters are handed over only later.

export HUIYIN_TODAY=2013-05-13
huiyin person leave M6 --until 2013-05-10
huiyin pair end T2 --until 2013-05-10

export HUIYIN_TODAY=2013-05-15
# A percentage of another pledge, taken back the day after: it counts for nothing.
huiyin pledge progress P2 --text 误记 --percent 90
huiyin opinion finish O4 --outcome continuing --due 2013-06-15
huiyin study add --study-kind lecture --unit U6 --topic 党课

export HUIYIN_TODAY=2013-05-16
huiyin progress void G2 --reason 记错项目

export HUIYIN_TODAY=2013-05-17
huiyin study add --study-kind friday --unit U6 --topic 十

export HUIYIN_TODAY=2013-05-20
huiyin opinion hand-over O5 --to M5
huiyin pair end T1 --until 2013-05-20
huiyin pledge progress P2 --text 已到两村 --percent 20
huiyin research add --title 民情一 --author M1 --submitted-on 2013-05-20 --unit U2
huiyin research add --title 民情二 --author M1 --submitted-on 2013-05-20 --unit U2
huiyin visit add --visitors M2 --place-kind household --household H3 --brought warmth --visit-kind regular --unit U2
huiyin evaluation add --subject U3 --step leader_comment --by M2 --text 进展顺利 --unit U3
huiyin evaluation add --subject U4 --step leader_comment --by M3 --text 不在分管 --unit U4

export HUIYIN_TODAY=2013-05-22
huiyin opinion reply O5 --text 已延长借期

export HUIYIN_TODAY=2013-05-24
huiyin pledge edit P3 --responsible M7
huiyin study add --study-kind friday --unit U6 --topic 十一

export HUIYIN_TODAY=2013-05-25
huiyin opinion finish O1 --outcome resolved
huiyin pledge progress P1 --text 每周两晚 --percent 50

export HUIYIN_TODAY=2013-05-28
huiyin research add --title 民情三 --author M3 --submitted-on 2013-05-28 --unit U2

export HUIYIN_TODAY=2013-05-31
huiyin study add --study-kind friday --unit U6 --topic 十二
huiyin study add --study-kind friday --unit U7 --topic 十二

export HUIYIN_TODAY=2013-06-01
huiyin opinion add --channel hotline --unit U3 --topic 停车不便
huiyin pair add --helper U6 --household H7 --pair-kind household --since 2013-06-01

export HUIYIN_TODAY=2013-06-03
huiyin opinion finish O5 --outcome resolved
huiyin reception add --leader M1 --channel in_person --unit U2 --visitors 1 --content 七

export HUIYIN_TODAY=2013-06-05
huiyin visit add --visitors M1 --place-kind household --household H1 --brought policy --visit-kind regular --unit U2
huiyin research add --title 库房再调研 --author M2 --submitted-on 2013-06-05 --unit U2
huiyin inspection add --inspector U1 --findings 台账不全 --requirement 补齐 --due 2013-06-20 --unit U4
huiyin inspection add --inspector U1 --findings 秩序良好 --unit U3

export HUIYIN_TODAY=2013-06-10
huiyin pledge add --title 民生档案上网 --unit U4 --content 上网查询 --measures 数字化 --responsible M7 --deadline 2013-12-31 --key true --category other

export HUIYIN_TODAY=2013-06-12
huiyin pledge publish P8

export HUIYIN_TODAY=2013-06-15
huiyin visit add --visitors M3 --place-kind household --household H4 --brought warmth --visit-kind regular --unit U2

export HUIYIN_TODAY=2013-06-17
# The principal has left, the first of the leaders follows him; the second takes 保管处 too.
huiyin person leave M1 --until 2013-06-14
huiyin pair end T3 --until 2013-06-14
huiyin pair end T4 --until 2013-06-14
huiyin person move M2 --rank principal --in-charge U1 --since 2013-06-17
huiyin person move M3 --in-charge U4,U5 --since 2013-06-17
huiyin reception add --leader M2 --channel hotline --unit U2 --visitors 1 --content 七

export HUIYIN_TODAY=2013-06-19
huiyin inspection rectify D1 --result 已补齐
huiyin reception add --leader M5 --channel hotline --unit U3 --visitors 1 --content 一
huiyin opinion finish O4 --outcome continuing --due 2013-08-31 --on 2013-06-14

export HUIYIN_TODAY=2013-06-20
huiyin pair add --helper M5 --household H5 --pair-kind household --since 2013-06-20
huiyin pair add --helper M2 --household H1 --pair-kind household --since 2013-06-20
huiyin pledge withdraw P4 --reason 上级已统一办理
huiyin pledge progress P1 --text 接近完成 --percent 80

export HUIYIN_TODAY=2013-06-25
huiyin visit add --visitors M2 --place-kind household --household H3 --brought warmth --visit-kind regular --unit U2
huiyin reception add --leader M2 --channel in_person --unit U2 --visitors 1 --content 八
huiyin reception add --leader M3 --channel in_person --unit U2 --visitors 1 --content 五

export HUIYIN_TODAY=2013-06-28
huiyin pledge finish P1 --result 已开放

export HUIYIN_TODAY=2013-06-30
huiyin visit add --visitors M8 --place-kind household --household H7 --brought service --visit-kind regular --unit U8
huiyin mechanism add --title 首问制 --state issued --issued-on 2013-06-30 --document-no 一号 --unit U1

export HUIYIN_TODAY=2013-07-01
huiyin person move M7 --rank deputy_division --unit U3 --since 2013-07-01
huiyin evaluation add --subject U4 --step leader_comment --by M2 --text 已不分管 --unit U4
huiyin evaluation add --subject P5 --step leader_comment --by M3 --text 抓紧 --unit U5
huiyin inspection add --inspector U1 --findings 进度慢 --requirement 加快 --due 2013-07-15 --unit U5
huiyin survey add --subject P1 --issued 20 --returned 18 --valid 18 --satisfied 12 --mostly 4 --dissatisfied 2 --date 2013-07-01 --unit U1
huiyin plan set limits.reply_days 5 --from 2013-07-01

export HUIYIN_TODAY=2013-07-02
huiyin study add --study-kind forum --unit U2 --topic 大讲堂
huiyin reception add --leader M7 --channel hotline --unit U3 --visitors 1 --content 一

export HUIYIN_TODAY=2013-07-03
huiyin reception add --leader M2 --channel in_person --unit U2 --visitors 1 --content 九
huiyin reception add --leader M3 --channel in_person --unit U2 --visitors 1 --content 六

export HUIYIN_TODAY=2013-07-04
huiyin reception add --leader M3 --channel in_person --unit U2 --visitors 1 --content 七

export HUIYIN_TODAY=2013-07-10
huiyin opinion add --channel in_person --unit U9 --topic 窗口等候 --first-asked M7
huiyin opinion reply O7 --text 将设自助机
huiyin pledge finish P3 --result 已换
huiyin service add --service-kind access --unit U9 --people 12 --minutes 30 --promised-minutes 20
huiyin service add --service-kind access --unit U9 --people 8 --minutes 15 --promised-minutes 20

export HUIYIN_TODAY=2013-07-11
huiyin pair end T6 --until 2013-07-10

export HUIYIN_TODAY=2013-07-12
huiyin opinion adopt O7 --title 自助查档机 --unit U9 --pledger-kind member --content 设两台 --measures 采购 --responsible M7 --deadline 2013-09-10 --key true --category other
# Decided on the 10th, entered two days later.
huiyin pledge continue P2 --reason 路远 --new-deadline 2013-08-31 --on 2013-07-10

export HUIYIN_TODAY=2013-07-14
huiyin pair add --helper M3 --household H4 --pair-kind household --since 2013-07-14

export HUIYIN_TODAY=2013-07-15
huiyin pledge publish P9

export HUIYIN_TODAY=2013-07-18
huiyin opinion finish O3 --outcome explained
huiyin reception add --leader M4 --channel hotline --unit U2 --visitors 1 --content 一

export HUIYIN_TODAY=2013-07-22
huiyin reception add --leader M4 --channel online --unit U2 --visitors 1 --content 二

export HUIYIN_TODAY=2013-07-25
huiyin pair add --helper M7 --household H6 --pair-kind household --since 2013-07-25

export HUIYIN_TODAY=2013-07-29
huiyin visit add --visitors M2,M7 --place-kind household --household H1 --brought policy --visit-kind regular --unit U2

export HUIYIN_TODAY=2013-07-30
huiyin submission add --report 半年小结 --addressee 区直机关工委 --submitted-on 2013-07-30 --unit U1

export HUIYIN_TODAY=2013-08-01
huiyin plan set limits.silence_days 20 --from 2013-08-01
huiyin plan set late_entry late --from 2013-08-01
huiyin plan set quotas.1.count 1 --from 2013-08-01
huiyin pledge progress P2 --text 已到六村 --percent 60
huiyin pledge add --title 送展进校 --unit U3 --content 巡展 --responsible M8 --deadline 2013-09-15 --category other
huiyin visit add --visitors M2 --place-kind household --household H4 --brought warmth --visit-kind regular --unit U2
huiyin evaluation add --subject U4 --step leader_comment --by M3 --text 有起色 --unit U4
huiyin research add --title 新任调研 --author M4 --submitted-on 2013-08-01 --unit U2
huiyin visit add --visitors M8 --place-kind grassroots --brought policy,warmth,service --visit-kind three_entries --unit U3
huiyin visit add --visitors M8 --place-kind village --village U10 --brought policy,warmth,service --visit-kind three_entries --unit U3

export HUIYIN_TODAY=2013-08-04
huiyin research add --title 新任再调研 --author M4 --submitted-on 2013-08-04 --unit U2

export HUIYIN_TODAY=2013-08-05
huiyin pledge continue P5 --reason 人手不足 --new-deadline 2013-09-10

export HUIYIN_TODAY=2013-08-10
huiyin visit add --visitors M2 --place-kind household --household H3 --brought warmth --visit-kind regular --unit U2
huiyin publicity add --channel website --title 行动完成过半 --unit U1

export HUIYIN_TODAY=2013-08-12
huiyin reception add --leader M2 --channel in_person --unit U2 --visitors 1 --content 十

export HUIYIN_TODAY=2013-08-15
huiyin visit add --visitors M8 --place-kind household --household H5 --brought policy,warmth,service --visit-kind three_entries --unit U3
huiyin visit add --visitors M7 --place-kind grassroots --brought policy,warmth,service --visit-kind three_entries --unit U4
huiyin visit add --visitors M9 --place-kind village --village U10 --brought policy,warmth,service --visit-kind three_entries --unit U4

export HUIYIN_TODAY=2013-08-20
huiyin opinion add --channel mailbox --unit U4 --topic 复印收费 --first-asked M3
huiyin pledge withdraw P7 --reason 经费未批
huiyin survey add --issued 100 --returned 90 --valid 88 --satisfied 60 --mostly 20 --dissatisfied 8 --date 2013-08-20 --unit U1
# August: held on the 14th, entered six days later, when the plan calls that late.
huiyin reception add --leader M3 --channel in_person --unit U2 --visitors 1 --content 八 --date 2013-08-14

export HUIYIN_TODAY=2013-08-21
huiyin opinion add --channel hotline --unit U5 --topic 家谱去向 --first-asked M9

export HUIYIN_TODAY=2013-08-22
# Adopted into a pledge that is voided: it never was adopted.
huiyin opinion adopt O9 --title 家谱展 --unit U5 --responsible M9
huiyin survey add --subject U3 --issued 30 --returned 30 --valid 29 --satisfied 20 --mostly 5 --dissatisfied 4 --date 2013-08-22 --unit U1

export HUIYIN_TODAY=2013-08-23
huiyin pledge void P11 --reason 重复登记

export HUIYIN_TODAY=2013-08-27
huiyin opinion reply O8 --text 将公示标准

export HUIYIN_TODAY=2013-08-30
huiyin pledge finish P2 --result 十村已到
huiyin evaluation add --subject P3 --step report --text 述职 --unit U4

export HUIYIN_TODAY=2013-09-01
huiyin visit add --visitors M3 --place-kind household --household H4 --brought warmth --visit-kind regular --unit U2

export HUIYIN_TODAY=2013-09-02
huiyin visit add --visitors M9 --place-kind household --household H2 --brought policy,warmth,service --visit-kind three_entries --unit U4
huiyin evaluation add --subject U3 --step report --text 述职 --unit U3

export HUIYIN_TODAY=2013-09-03
huiyin visit add --visitors M7 --place-kind household --household H6 --brought policy --visit-kind regular --unit U3
huiyin evaluation add --subject U3 --step by_organisation --by U1 --rating good --unit U3

export HUIYIN_TODAY=2013-09-05
huiyin publicity add --channel website --title 完成项目名单 --list completed --unit U1
huiyin pledge continue P8 --reason 数据量大 --new-deadline 2014-03-31

export HUIYIN_TODAY=2013-09-08
huiyin visit add --visitors M2 --place-kind household --household H1 --brought policy --visit-kind regular --unit U2

export HUIYIN_TODAY=2013-09-10
huiyin opinion finish O8 --outcome continuing --due 2013-10-10
huiyin submission add --report 总结报告 --addressee 区委办公室 --submitted-on 2013-09-10 --unit U1

export HUIYIN_TODAY=2013-09-12
huiyin publicity add --channel board --title 继续办理项目 --list continuing --unit U1
huiyin pledge finish P5 --result 十村已规范
huiyin mechanism add --title 回访制 --state issued --issued-on 2013-09-05 --document-no 二号 --unit U1

export HUIYIN_TODAY=2013-09-16
huiyin submission add --report 总结报告 --addressee 区直机关工委 --submitted-on 2013-09-16 --unit U1

export HUIYIN_TODAY=2013-09-17
huiyin problem add --area interests --content 收费不明 --unit U3 --responsible M8 --date 2013-09-10
huiyin problem fix W2 --result 已公示

export HUIYIN_TODAY=2013-09-20
huiyin evaluation add --subject U3 --step by_masses --by U10 --rating good --unit U3 --late 活动后评议
# What was entered twice or by mistake.
huiyin visit add --visitors M3 --place-kind household --household H4 --brought warmth --visit-kind regular --unit U2 --date 2013-09-10
huiyin visit void V21 --reason 登记有误
