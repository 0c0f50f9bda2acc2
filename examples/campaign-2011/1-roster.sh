#!/bin/sh
# 示例之一：领导小组办公室（DZ）建档、编名册、启动活动
# Example, part 1: the leading-group office (DZ) makes its file, enters the roster and opens the campaign.
#
# 用法：建一个空文件夹，确保 huiyin 在 PATH 中，在该文件夹内依次运行：
# How to run: in an empty folder, with huiyin on the PATH, one after another:
#   sh 1-roster.sh
#   sh 2-access.sh
#   sh 3-guidance.sh
#   sh 4-weekly.sh
#   sh 5-november.sh
# 人名、村名、电话、证件号码均为虚构。
# All names of persons and places, phone numbers and ID numbers are invented.
set -e

export HUIYIN_DB=DZ.db
export HUIYIN_AS=王芳

# ---- 3月1日：建文件，方案为2011年方案 / 1 March: a new file with the plan of 2011
export HUIYIN_TODAY=2011-03-01
huiyin init --office DZ --name '领导小组办公室' --leading --practice

# 单位：建档时已有本办公室（DZ-U1），其余逐个登记
# Units: init has made this office (DZ-U1); the rest are added one by one
huiyin unit add --name '市档案局' --unit-kind department
huiyin unit edit DZ-U1 --unit-kind department --parent '市档案局'
huiyin unit add --name '利用处' --unit-kind division --parent '市档案局'
huiyin unit add --name '监督指导处' --unit-kind division --parent '市档案局'
huiyin unit add --name '保管处' --unit-kind division --parent '市档案局'

# 党支部、党小组和窗口 / party branches, a party group and the service window
huiyin unit add --name '第一党支部' --unit-kind branch --parent '市档案局'
huiyin unit add --name '第二党支部' --unit-kind branch --parent '市档案局'
huiyin unit add --name '利用处党小组' --unit-kind party_group --parent '第一党支部'
huiyin unit add --name '查档服务窗口' --unit-kind window --parent '利用处'

# 共建村、联系社区和涉民部门 / co-built villages, a community, a department that serves the public
huiyin unit add --name '贾庄村' --unit-kind village --note '石岭镇'
huiyin unit add --name '南崖村' --unit-kind village --note '石岭镇'
huiyin unit add --name '泉北社区' --unit-kind community
huiyin unit add --name '泉北区民政局' --unit-kind department

# 主要负责同志和班子成员 / the principal and the members of the leadership
huiyin person add --name '韩立新' --employee-no A01 --rank principal --party-member true \
    --unit '市档案局' --phone 13800001201 --seniority 1
huiyin person add --name '周明华' --employee-no A02 --rank leader --party-member true \
    --unit '市档案局' --phone 13800001202 --seniority 2
huiyin person add --name '陈国栋' --employee-no A03 --rank leader --party-member true \
    --unit '市档案局' --phone 13800001203 --seniority 3

# 副处级以上干部 / heads and deputy heads of division
huiyin person add --name '李建军' --employee-no B01 --rank deputy_division --party-member true \
    --unit '领导小组办公室' --phone 13800001204 --seniority 4
huiyin person add --name '张静' --employee-no B02 --rank deputy_division --party-member true \
    --unit '利用处' --phone 13800001205 --seniority 5
huiyin person add --name '徐志强' --employee-no B03 --rank deputy_division --party-member true \
    --unit '监督指导处' --phone 13800001206 --seniority 6
huiyin person add --name '宋文斌' --employee-no B04 --rank deputy_division --party-member true \
    --unit '保管处' --phone 13800001207 --seniority 7

# 其他干部职工 / the other staff
huiyin person add --name '王芳' --employee-no C01 --rank staff --party-member true \
    --unit '领导小组办公室' --seniority 8
huiyin person add --name '赵磊' --employee-no C02 --rank staff --party-member true \
    --unit '利用处' --seniority 9
huiyin person add --name '孙玉梅' --employee-no C03 --rank staff --party-member true \
    --unit '利用处' --seniority 10
huiyin person add --name '刘敏' --employee-no C04 --rank staff --party-member false \
    --unit '利用处' --seniority 11
huiyin person add --name '马晓东' --employee-no C05 --rank staff --party-member true \
    --unit '监督指导处' --seniority 12
huiyin person add --name '郭丽' --employee-no C06 --rank staff --party-member false \
    --unit '监督指导处' --seniority 13
huiyin person add --name '林涛' --employee-no C07 --rank staff --party-member true \
    --unit '保管处' --seniority 14

# 分管：一岗双责 / which leader is in charge of which unit
huiyin unit edit '领导小组办公室' --in-charge '韩立新'
huiyin unit edit '利用处' --in-charge '周明华'
huiyin unit edit '保管处' --in-charge '周明华'
huiyin unit edit '监督指导处' --in-charge '陈国栋'

# 启动第一阶段 / the first phase opens
huiyin phase open 1

# ---- 3月4日、9日：周五学习，召开动员大会 / 4 and 9 March: Friday study, the mobilisation meeting
export HUIYIN_TODAY=2011-03-04
huiyin study add --unit '第一党支部' --study-kind friday --topic '学习两级实施意见' --attended 7
huiyin study add --unit '第二党支部' --study-kind friday --topic '学习两级实施意见' --attended 5

export HUIYIN_TODAY=2011-03-09
huiyin study add --unit '市档案局' --study-kind meeting --speaker '韩立新' --hours 2 \
    --topic '“深入基层、服务群众”主题活动动员大会' --attended 13 --absent 1
huiyin publicity add --channel website --title '市档案局召开“深入基层、服务群众”主题活动动员大会' \
    --link 'http://www.example.org/zt/2011/0309.html'

# ---- 3月10日：动员大会次日，局长接待贾庄村来访群众
# 10 March: the day after the mobilisation meeting the principal receives villagers from Jiazhuang
export HUIYIN_TODAY=2011-03-10
huiyin reception add --leader '韩立新' --channel in_person --place '局一楼接待室' --visitors 4 \
    --content '贾庄村村委会和村民代表反映村里文件、账目、承包合同无处存放'
huiyin opinion add --channel in_person --topic '村级档案无处存放' \
    --content '村里几十年的文件和承包合同堆在村委会角落，受潮丢失，群众办事查不到依据，希望帮助建档案室。' \
    --from-name '贾庄村村委会' --from-kind grassroots --first-asked '王芳' --reception DZ-R1

# 当天下午进村调研 / the same afternoon they go to see the village
huiyin visit add --visitors '韩立新、李建军' --place-kind village --brought policy \
    --visit-kind research --village '贾庄村' --people-reached 15 \
    --findings '全村386户1260人，村级档案约600卷（册）散存三处，无专用库房和专人管理'

# 结穷亲：一户由两位同志共同联系 / two of them take one household in difficulty into their care
huiyin household add --name '贾长福' --household-kind rural --village '贾庄村' \
    --address '泉北区石岭镇贾庄村3组' --phone 13800001211 --people 3 \
    --difficulty '户主肢体残疾，孙子读初中，主要靠低保和两亩薄田' --need '孙子的学习用品'
huiyin pair add --helper '韩立新' --household DZ-H1 --pair-kind household \
    --measures '每季度走访，帮助落实残疾人补贴和助学'
huiyin pair add --helper '李建军' --household DZ-H1 --pair-kind household \
    --measures '日常联系，协助办理各项手续'
huiyin pair add --helper '领导小组办公室' --village '贾庄村' --pair-kind village \
    --measures '档案管理共建、困难群众共帮、科学发展共赢'

# ---- 3月11日：意见采纳为实事项目（DZ-P1），当天公开承诺并答复
# 11 March: the opinion becomes a pledge (DZ-P1), is published at once and answered
export HUIYIN_TODAY=2011-03-11
huiyin opinion adopt DZ-O1 --title '为贾庄村建立村级档案室' \
    --content '帮助贾庄村建成一间规范的村级档案室，整理历年文书、会计、承包合同等档案。' \
    --category pairing --responsible '李建军' \
    --measures '协调一间房屋，捐赠档案柜，派员指导整理。' \
    --deadline '9月下旬' --beneficiaries 1260 --key true
huiyin pledge publish DZ-P1
huiyin opinion reply DZ-O1 --text '已列为我局重点实事项目，9月底前建成，李建军同志负责。'
huiyin study add --unit '第一党支部' --study-kind friday --topic '落实动员大会部署' --attended 6 --absent 1
huiyin study add --unit '第二党支部' --study-kind friday --topic '落实动员大会部署' --attended 5
