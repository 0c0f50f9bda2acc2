#!/bin/sh
# 另一个活动的示例：江北区图书馆“书香邻里”服务月行动（计划见 plan-2024-library.json）；人和事都是虚构的
# A second campaign: the library's of plan-2024-library.json; people and deeds are made up
set -e

export HUIYIN_AS=沈青
export HUIYIN_TODAY=2024-09-09
huiyin init --practice --office BG --name 馆办公室 --leading --plan plan-2024-library.json
huiyin unit add --name 阅览部 --unit-kind division
huiyin unit add --name 流通部 --unit-kind division
huiyin unit add --name 总服务台 --unit-kind window
huiyin unit add --name 石桥社区 --unit-kind community
huiyin person add --name 顾明 --rank principal --unit 馆办公室 --party-member
huiyin person add --name 沈青 --rank staff --unit 馆办公室
huiyin person add --name 许岚 --rank leader --unit 馆办公室 --party-member
huiyin person add --name 方远 --rank staff --unit 阅览部
huiyin person add --name 何静 --rank staff --unit 流通部
huiyin person add --name 罗平 --rank staff --unit 总服务台
huiyin phase open 1

export HUIYIN_TODAY=2024-09-13
huiyin study add --study-kind meeting --topic 启动仪式 --attended 42 --unit 馆办公室
huiyin plan set milestones.opening.done_on 2024-09-13
huiyin reception add --leader 顾明 --channel in_person --visitors 6 --content 读者反映自习座位紧张
huiyin reception add --leader 许岚 --channel mailbox --visitors 2 --content 建议延长开放时间
huiyin opinion add --channel in_person --topic 自习座位紧张 --first-asked 方远 --unit 阅览部
huiyin opinion add --channel mailbox --topic 希望周五晚间开放 --first-asked 罗平 --unit 总服务台

export HUIYIN_TODAY=2024-09-18
huiyin opinion reply O1 --text 暑期增设的四十个座位保留到年底
huiyin opinion finish O1 --outcome resolved
huiyin opinion reply O2 --text 已列入实事项目研究
huiyin opinion adopt O2 --title 周五晚间延时开放
huiyin pledge edit P1 --content 每周五开放到21时 --measures 两人轮值 --deadline 2024-10-31 --responsible 罗平 --category reading --key
huiyin pledge add --title 为石桥社区送书上门 --content 每月送书100册 --measures 流动书车每月一次 --deadline 2024-11-30 --responsible 何静 --category delivery --key --unit 流通部
huiyin pledge add --title 视障读者听书角 --content 设听书角一处 --measures 采购听书机10台 --deadline 2024-11-15 --responsible 方远 --category reading --unit 阅览部
huiyin pledge publish P1 P2 P3

export HUIYIN_TODAY=2024-10-15
huiyin phase close 1 --force --reason 启动较晚，接待次数在第二阶段补足
huiyin phase open 2
huiyin pledge progress P1 --text 十月起试行两周，共接待读者210人次 --percent 60 --published-on 今天
huiyin visit add --visitors 何静 --place-kind grassroots --brought service --visit-kind regular --findings 老人希望有大字本 --people-reached 35
huiyin service add --service-kind access --people 1260 --minutes 18 --promised-minutes 20 --unit 总服务台
huiyin service add --service-kind spot_check --rating good --department 总服务台

export HUIYIN_TODAY=2024-10-30
huiyin pledge finish P1 --result 每周五开放到21时，列入日常排班 --actual-beneficiaries 640
huiyin reception add --leader 顾明 --channel in_person --visitors 4 --content 流动书车停靠点
huiyin opinion add --channel hotline --topic 流动书车停靠时间太短 --first-asked 何静 --unit 流通部

export HUIYIN_TODAY=2024-11-14
huiyin pledge continue P3 --reason 听书机招标流标，重新采购 --new-deadline 2025-01-31
huiyin publicity add --channel website --title 流动书车进石桥 --model-case
huiyin publicity add --channel board --title 周五晚间开放公告

export HUIYIN_TODAY=2024-12-06
huiyin survey add --issued 120 --returned 110 --valid 108 --satisfied 87 --mostly 17 --dissatisfied 4
huiyin mechanism add --title 延时开放排班办法 --state issued --issued-on 2024-12-05 --document-no 江图〔2024〕9号

export HUIYIN_TODAY=2024-12-10
