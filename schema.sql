-- The whole schema of a fresh file, in two parts. The first is the log, which never changes
-- shape. The second is computed from it and may be dropped and computed anew at any time.

-- ===== The log =====

-- One row is one command's change to one record. Rows are never updated or deleted.
create table change (
  id        blob not null unique check (length(id) = 24), -- time (8 bytes, ms << 16 + counter), then 16 of the hash of all else
  record    blob not null check (length(record) = 16),    -- which record
  kind      text not null,                                -- of which kind
  writer    blob not null check (length(writer) = 16),    -- the file that wrote it
  wprev     blob check (length(wprev) = 24),              -- that writer's change before; for reports of gaps and copies only
  command   blob not null check (length(command) = 16),   -- what undo takes back together
  verb      text not null,                                -- e.g. pledge finish
  actor     text not null,                                -- who did it
  over      blob not null check (length(over) % 24 = 0),  -- ids of the changes that it replaces, ascending
  body      text,                                         -- canonical JSON, field to value; null once redacted
  body_hash blob not null check (length(body_hash) = 32)  -- SHA-256 of the body
) strict;

create index change_of_record on change (record, kind, id);

-- What belongs to this copy of the file alone.
create table file (
  one        integer primary key check (one = 1),
  log_format integer not null, -- the number of the log's format
  writer     blob not null,    -- the identity under which this file writes
  last       blob              -- the last change that it wrote
) strict;

-- Signatures: that a writer wrote a change, and with it every change before it in the writer's chain.
create table attest (
  writer    blob not null check (length(writer) = 16), -- the first half of the hash of algorithm and key
  head      blob not null check (length(head) = 24),   -- the change that is signed
  count     integer not null check (count > 0),        -- how many changes the writer's chain has up to it
  algorithm integer not null,                          -- 1 for Ed25519
  key       blob not null,                             -- the public key
  signature blob not null,                             -- of what identifies the change, its writer and its place
  primary key (writer, head)
) strict, without rowid;

-- Files that were merged whole: the same bytes need not be read again.
create table file_merged (
  hash    blob primary key, -- SHA-256 of the file
  writer  blob not null,    -- whose file it was
  records integer not null  -- how many records it had
) strict, without rowid;

-- The numbers under which this file lists its conflicts, never given out again.
create table file_conflict (
  number integer primary key,
  record blob not null,
  kind   text not null,
  field  text not null,
  unique (record, kind, field)
) strict;

-- The numbers under which this file lists proposals, never given out again.
create table file_proposal (
  number integer primary key,
  change blob not null unique
) strict;

-- The leading group's office, as this file first met it.
create table file_root (
  one    integer primary key check (one = 1),
  writer blob not null -- the writer under whom it began
) strict;

-- The operations of this copy of the file: which rows of the log came when, at whose hand, from where.
create table file_operation (
  number    integer primary key,
  time      integer not null, -- milliseconds since 1970 in UTC, by the clock of this machine
  actor     text not null,    -- who did it
  kind      text not null,    -- command, import, merge, redo, restore or undo
  verb      text not null,    -- e.g. pledge finish
  first     integer not null, -- rowid of the first row of the log that came with it
  last      integer not null, -- rowid of the last; below first where none came
  sources   text,             -- JSON list of the files that rows came from: {first, hash, last, name, writer}
  undone_by integer           -- the operation that took it back
) strict;

-- The bytes of attached files, beside the log, whose rows name them by their hash, which proves them.
create table content (
  hash  blob not null check (length(hash) = 32), -- SHA-256 of the whole
  part  integer not null check (part >= 0),      -- from 0; each has 1 MiB, but for the last
  bytes blob not null,
  primary key (hash, part)
) strict;


-- ===== Computed tables =====

-- Fields whose heads differ, a row a head.
create table conflict (
  record blob not null,
  kind   text not null,
  field  text not null, -- the field, or the first of its group
  change blob not null, -- one of the heads
  primary key (record, kind, field, change)
) strict, without rowid;

-- Values that do not fit their field.
create table defect (
  record blob not null,
  kind   text not null,
  field  text not null,
  value  text not null, -- as JSON
  primary key (record, kind, field)
) strict, without rowid;

-- Which record names which.
create table link (
  target blob not null, -- the record that is named
  kind   text not null, -- the kind of the one that names it
  field  text not null,
  record blob not null, -- the one that names it
  primary key (target, kind, field, record)
) strict, without rowid;

create index link_of_record on link (record, kind);

-- Refs that other offices gave to a record, beside the one under which it is known.
create table alias (
  kind   text not null,
  office text not null,
  number integer not null,
  record blob not null,
  primary key (kind, office, number, record)
) strict, without rowid;

create index alias_of_record on alias (record, kind);

-- Values that a field had before a step set it again.
create table dated (
  record blob not null,
  kind   text not null,
  field  text not null,
  since  text not null, -- the day from which it had the value
  value  any,           -- as in the field's column
  primary key (record, kind, field, since)
) strict, without rowid;

-- Names by which a record was known before.
create table former (
  kind   text not null,
  name   text not null,
  record blob not null,
  change blob not null, -- the first change that gave the name
  primary key (kind, name, record)
) strict, without rowid;

create index former_of_record on former (record, kind);

-- Days of steps that were entered on another day, in China.
create table entered (
  record blob not null,
  kind   text not null,
  field  text not null, -- the day's
  since  text not null, -- the day of the step
  change blob not null, -- id of the first change that said so
  primary key (record, kind, field, since)
) strict, without rowid;

-- Writers, and the offices for which they say that they write.
create table member (
  writer   blob primary key,
  office   blob not null,    -- the writer under whom it began, whose record is the office's
  admitted integer not null, -- 1 where that office or the leading one has let it; of a first writer, the leading one
  erases   integer not null, -- 1 where it was ever let, which lasts for what it erased
  revoked  integer not null  -- 1 where the leading office lets nothing count that it writes from some change on
) strict, without rowid;

-- Codes that offices ever gave themselves.
create table office_code (
  office blob not null, -- the writer under whom it began
  code   text not null,
  primary key (office, code)
) strict, without rowid;

-- A row where the leading office has closed the gate: then what is not proved does not count.
create table gate (
  one integer primary key check (one = 1)
) strict;

-- Changes that do not count, whatever they say.
create table unproved (
  change  blob primary key,
  revoked integer not null -- 0 where nothing proves it with the gate closed, 1 where it came after a revocation
) strict, without rowid;

-- Records for which the leading office answers, that nothing else binds to whoever began them.
create table adopted (
  record blob primary key,
  writer blob not null -- who began it
) strict, without rowid;

-- Records of which nothing counts any more, and nothing waits: what was proposed and taken back or refused.
create table gone (
  kind   text not null,
  record blob not null,
  primary key (kind, record)
) strict, without rowid;

-- Changes that wait for whoever decides about their records.
create table proposal (
  record blob not null,
  kind   text not null,
  change blob not null,
  office text,    -- code in the ref that it gives
  number integer, -- number in that ref
  primary key (record, kind, change)
) strict, without rowid;

-- Fields of changes that a row of the log erases, or keeps of one whose body is blank.
create table erasure (
  record blob not null,
  change blob not null,    -- the change
  field  text not null,
  by     blob not null,    -- the row that says so
  keeps  integer not null, -- 1 where it keeps the field
  counts integer not null, -- 1 where its office may, and it is of the kind that it says
  carried integer not null, -- 1 where it erases: it counts, and is proved or was written here
  primary key (record, change, field, by)
) strict, without rowid;

-- Which record a proposal or an earlier change says that its record is about, beside those in `link`.
create table about (
  target blob not null,
  kind   text not null, -- the kind of the one that is about it
  record blob not null, -- the one that is about it
  primary key (target, kind, record)
) strict, without rowid;

create index about_of_record on about (record, kind);

-- Records that are one with another, which stands for them.
create table standing (
  record blob primary key,
  stands blob not null -- the smallest of those that are one
) strict, without rowid;

-- Where words stand, for `find`, which brings it up to date where much is new.
create table word (
  mark   integer not null, -- two characters side by side, a syllable, or the like; 0 for all, up to the row `first`
  first  integer not null, -- a row of the log: that record, as it was when the table reached this row, bears the mark
  others blob not null,    -- the next such rows, each by its distance in base 128; for all the id of the row `first`
  primary key (mark, first)
) strict, without rowid;

-- ----- Kinds, each as its file in src/kinds declares it -----

-- 单位 unit
create table unit (
  record blob primary key,         -- which record
  created blob not null,           -- id of the first change
  office text,                     -- code in the ref
  number integer,                  -- number in the ref
  copy integer not null,           -- 1, or more where the number was given out more than once
  origin blob not null,            -- the office that began it, by its first writer
  ref text,                        -- 编号 Ref
  logged_on text,                  -- 登记日期 Logged on
  unit blob,                       -- 单位 Unit
  name text,                       -- 名称 Name
  unit_kind text,                  -- 单位类别 Unit kind
  parent blob,                     -- 上级单位 Parent
  in_charge blob,                  -- 分管领导 Leader in charge
  note text,                       -- 备注 Note
  late text,                       -- 迟报原因 Late because
  void text                        -- 作废原因 Void because
) strict, without rowid;
create index unit_by_number on unit (office, number, copy, record);
create index unit_by_name on unit (name);

-- 人员 person
create table person (
  record blob primary key,         -- which record
  created blob not null,           -- id of the first change
  office text,                     -- code in the ref
  number integer,                  -- number in the ref
  copy integer not null,           -- 1, or more where the number was given out more than once
  origin blob not null,            -- the office that began it, by its first writer
  ref text,                        -- 编号 Ref
  logged_on text,                  -- 登记日期 Logged on
  unit blob,                       -- 单位 Unit
  name text,                       -- 姓名 Name
  employee_no text,                -- 工号 Employee no.
  rank text,                       -- 职级 Rank
  party_member integer,            -- 党员 Party member
  phone text,                      -- 电话 Phone
  seniority integer,               -- 排序 Seniority
  since text,                      -- 任职起 Since
  until text,                      -- 任职止 Until
  note text,                       -- 备注 Note
  late text,                       -- 迟报原因 Late because
  void text                        -- 作废原因 Void because
) strict, without rowid;
create index person_by_number on person (office, number, copy, record);
create index person_by_name on person (name);

-- 联系户 household
create table household (
  record blob primary key,         -- which record
  created blob not null,           -- id of the first change
  office text,                     -- code in the ref
  number integer,                  -- number in the ref
  copy integer not null,           -- 1, or more where the number was given out more than once
  origin blob not null,            -- the office that began it, by its first writer
  ref text,                        -- 编号 Ref
  logged_on text,                  -- 登记日期 Logged on
  unit blob,                       -- 单位 Unit
  name text,                       -- 户主 Householder
  household_kind text,             -- 户别 Household kind
  village blob,                    -- 所在村居 Village
  address text,                    -- 住址 Address
  phone text,                      -- 电话 Phone
  id_no text,                      -- 身份证号 ID number
  people integer,                  -- 人口 People
  difficulty text,                 -- 主要困难 Difficulty
  need text,                       -- 需求 Need
  note text,                       -- 备注 Note
  late text,                       -- 迟报原因 Late because
  void text                        -- 作废原因 Void because
) strict, without rowid;
create index household_by_number on household (office, number, copy, record);
create index household_by_name on household (name);

-- 结对 pairing
create table pair (
  record blob primary key,         -- which record
  created blob not null,           -- id of the first change
  office text,                     -- code in the ref
  number integer,                  -- number in the ref
  copy integer not null,           -- 1, or more where the number was given out more than once
  origin blob not null,            -- the office that began it, by its first writer
  ref text,                        -- 编号 Ref
  logged_on text,                  -- 登记日期 Logged on
  unit blob,                       -- 单位 Unit
  helper blob,                     -- 联系人或单位 Helper
  handed_on text,                  -- 移交日期 Handed on
  household blob,                  -- 联系户 Household
  village blob,                    -- 共建村 Village
  pair_kind text,                  -- 结对类别 Pairing kind
  since text,                      -- 起 Since
  until text,                      -- 止 Until
  measures text,                   -- 帮扶措施 Measures
  note text,                       -- 备注 Note
  late text,                       -- 迟报原因 Late because
  void text                        -- 作废原因 Void because
) strict, without rowid;
create index pair_by_number on pair (office, number, copy, record);
create index pair_by_helper on pair (helper);

-- 实事项目 pledge
create table pledge (
  record blob primary key,         -- which record
  created blob not null,           -- id of the first change
  office text,                     -- code in the ref
  number integer,                  -- number in the ref
  copy integer not null,           -- 1, or more where the number was given out more than once
  origin blob not null,            -- the office that began it, by its first writer
  ref text,                        -- 编号 Ref
  logged_on text,                  -- 登记日期 Logged on
  unit blob,                       -- 单位 Unit
  title text,                      -- 项目名称 Title
  content text,                    -- 实事内容 Content
  category text,                   -- 服务类别 Category
  "key" integer,                   -- 重点项目 Key pledge
  pledger_kind text,               -- 承诺主体 Pledged by
  responsible blob,                -- 责任人 Responsible
  handed_on text,                  -- 移交日期 Handed on
  measures text,                   -- 推进措施 Measures
  deadline text,                   -- 办理时限 Deadline
  beneficiaries integer,           -- 预计受益人数 Beneficiaries
  pledged_on text,                 -- 承诺日期 Pledged on
  published_on text,               -- 公开承诺日期 Published on
  status text,                     -- 状态 Status
  percent integer,                 -- 进度% Percent
  percent_on text,                 -- 进度日期 Percent on
  result text,                     -- 办理结果 Result
  finished_on text,                -- 办结日期 Finished on
  continued_on text,               -- 转继续办理日期 Continued on
  withdrawn_on text,               -- 撤回日期 Withdrawn on
  reason text,                     -- 原因 Reason
  new_deadline text,               -- 新时限 New deadline
  actual_beneficiaries integer,    -- 实际受益人数 Actual beneficiaries
  opinion blob,                    -- 来源意见 From opinion
  carried_from text,               -- 原编号 Carried from
  note text,                       -- 备注 Note
  late text,                       -- 迟报原因 Late because
  void text                        -- 作废原因 Void because
) strict, without rowid;
create index pledge_by_number on pledge (office, number, copy, record);
create index pledge_by_title on pledge (title);

-- 进展 progress
create table progress (
  record blob primary key,         -- which record
  created blob not null,           -- id of the first change
  office text,                     -- code in the ref
  number integer,                  -- number in the ref
  copy integer not null,           -- 1, or more where the number was given out more than once
  origin blob not null,            -- the office that began it, by its first writer
  ref text,                        -- 编号 Ref
  logged_on text,                  -- 登记日期 Logged on
  unit blob,                       -- 单位 Unit
  date text,                       -- 日期 Date
  pledge blob,                     -- 实事项目 Pledge
  text text,                       -- 进展情况 Progress
  percent integer,                 -- 进度% Percent
  evidence text,                   -- 佐证 Evidence
  published_on text,               -- 公布日期 Published on
  note text,                       -- 备注 Note
  late text,                       -- 迟报原因 Late because
  void text                        -- 作废原因 Void because
) strict, without rowid;
create index progress_by_number on progress (office, number, copy, record);
create index progress_by_date on progress (date);

-- 述评 evaluation
create table evaluation (
  record blob primary key,         -- which record
  created blob not null,           -- id of the first change
  office text,                     -- code in the ref
  number integer,                  -- number in the ref
  copy integer not null,           -- 1, or more where the number was given out more than once
  origin blob not null,            -- the office that began it, by its first writer
  ref text,                        -- 编号 Ref
  logged_on text,                  -- 登记日期 Logged on
  unit blob,                       -- 单位 Unit
  date text,                       -- 日期 Date
  subject blob,                    -- 述评对象 Subject
  step text,                       -- 环节 Step
  "by" blob,                       -- 评价人或单位 By
  rating text,                     -- 评价 Rating
  issued integer,                  -- 发出 Issued
  returned integer,                -- 收回 Returned
  valid integer,                   -- 有效 Valid
  good integer,                    -- 好 Good
  fair integer,                    -- 一般 Fair
  poor integer,                    -- 差 Poor
  text text,                       -- 内容 Text
  note text,                       -- 备注 Note
  late text,                       -- 迟报原因 Late because
  void text                        -- 作废原因 Void because
) strict, without rowid;
create index evaluation_by_number on evaluation (office, number, copy, record);
create index evaluation_by_date on evaluation (date);

-- 走访 visit
create table visit (
  record blob primary key,         -- which record
  created blob not null,           -- id of the first change
  office text,                     -- code in the ref
  number integer,                  -- number in the ref
  copy integer not null,           -- 1, or more where the number was given out more than once
  origin blob not null,            -- the office that began it, by its first writer
  ref text,                        -- 编号 Ref
  logged_on text,                  -- 登记日期 Logged on
  unit blob,                       -- 单位 Unit
  date text,                       -- 日期 Date
  visitors text,                   -- 走访人 Visitors (JSON list)
  place_kind text,                 -- 进 Place
  brought text,                    -- 送 Brought (JSON list)
  visit_kind text,                 -- 走访类别 Visit kind
  household blob,                  -- 联系户 Household
  village blob,                    -- 村居 Village
  findings text,                   -- 了解情况 Findings
  solved text,                     -- 解决问题 Solved
  aid integer,                     -- 慰问金额(元) Aid (yuan)
  people_reached integer,          -- 服务人次 People reached
  note text,                       -- 备注 Note
  late text,                       -- 迟报原因 Late because
  void text                        -- 作废原因 Void because
) strict, without rowid;
create index visit_by_number on visit (office, number, copy, record);
create index visit_by_date on visit (date);

-- 接待 reception
create table reception (
  record blob primary key,         -- which record
  created blob not null,           -- id of the first change
  office text,                     -- code in the ref
  number integer,                  -- number in the ref
  copy integer not null,           -- 1, or more where the number was given out more than once
  origin blob not null,            -- the office that began it, by its first writer
  ref text,                        -- 编号 Ref
  logged_on text,                  -- 登记日期 Logged on
  unit blob,                       -- 单位 Unit
  date text,                       -- 日期 Date
  leader blob,                     -- 接待领导 Leader
  channel text,                    -- 渠道 Channel
  place text,                      -- 地点 Place
  visitors integer,                -- 来访人数 Visitors
  content text,                    -- 接待内容 Content
  note text,                       -- 备注 Note
  late text,                       -- 迟报原因 Late because
  void text                        -- 作废原因 Void because
) strict, without rowid;
create index reception_by_number on reception (office, number, copy, record);
create index reception_by_date on reception (date);

-- 意见建议 opinion
create table opinion (
  record blob primary key,         -- which record
  created blob not null,           -- id of the first change
  office text,                     -- code in the ref
  number integer,                  -- number in the ref
  copy integer not null,           -- 1, or more where the number was given out more than once
  origin blob not null,            -- the office that began it, by its first writer
  ref text,                        -- 编号 Ref
  logged_on text,                  -- 登记日期 Logged on
  unit blob,                       -- 单位 Unit
  date text,                       -- 日期 Date
  channel text,                    -- 渠道 Channel
  from_name text,                  -- 反映人 From
  from_phone text,                 -- 反映人电话 Phone
  from_kind text,                  -- 反映人类别 From kind
  topic text,                      -- 主题 Topic
  content text,                    -- 内容 Content
  first_asked blob,                -- 首问责任人 First asked
  handed_to blob,                  -- 移交给 Handed to
  handed_on text,                  -- 移交日期 Handed on
  owner blob,                      -- 现责任人 Owner (the first of handed_to, first_asked)
  due text,                        -- 答复时限 Due
  replied_on text,                 -- 答复日期 Replied on
  reply text,                      -- 答复内容 Reply
  returned_on text,                -- 退回重办日期 Returned on
  returned text,                   -- 退回重办原因 Returned because
  called_back_on text,             -- 回访日期 Called back on
  call_back text,                  -- 回访评价 Call-back
  outcome text,                    -- 办理结果 Outcome
  finished_on text,                -- 办结日期 Finished on
  next_due text,                   -- 下次办理时限 Next due
  rating text,                     -- 群众评价 Rating
  reception blob,                  -- 来自接待 Reception
  visit blob,                      -- 来自走访 Visit
  pledge blob,                     -- 转为实事 Pledge
  same_as blob,                    -- 与哪件重复 Same as
  note text,                       -- 备注 Note
  late text,                       -- 迟报原因 Late because
  void text                        -- 作废原因 Void because
) strict, without rowid;
create index opinion_by_number on opinion (office, number, copy, record);
create index opinion_by_date on opinion (date);

-- 服务记录 service
create table service (
  record blob primary key,         -- which record
  created blob not null,           -- id of the first change
  office text,                     -- code in the ref
  number integer,                  -- number in the ref
  copy integer not null,           -- 1, or more where the number was given out more than once
  origin blob not null,            -- the office that began it, by its first writer
  ref text,                        -- 编号 Ref
  logged_on text,                  -- 登记日期 Logged on
  unit blob,                       -- 单位 Unit
  date text,                       -- 日期 Date
  service_kind text,               -- 服务类别 Service kind
  department blob,                 -- 服务部门 Department
  people integer,                  -- 服务人次 People served
  volumes integer,                 -- 档案卷(件)数 Volumes
  minutes integer,                 -- 最长用时(分钟) Longest wait (minutes)
  promised_minutes integer,        -- 承诺时限(分钟) Promised limit (minutes)
  rating text,                     -- 评价 Rating
  note text,                       -- 备注 Note
  late text,                       -- 迟报原因 Late because
  void text                        -- 作废原因 Void because
) strict, without rowid;
create index service_by_number on service (office, number, copy, record);
create index service_by_date on service (date);

-- 学习活动 study
create table study (
  record blob primary key,         -- which record
  created blob not null,           -- id of the first change
  office text,                     -- code in the ref
  number integer,                  -- number in the ref
  copy integer not null,           -- 1, or more where the number was given out more than once
  origin blob not null,            -- the office that began it, by its first writer
  ref text,                        -- 编号 Ref
  logged_on text,                  -- 登记日期 Logged on
  unit blob,                       -- 单位 Unit
  date text,                       -- 日期 Date
  study_kind text,                 -- 学习类别 Study kind
  topic text,                      -- 主题 Topic
  speaker text,                    -- 主讲人 Speaker
  attended integer,                -- 参加人数 Attended
  absent integer,                  -- 缺席人数 Absent
  hours integer,                   -- 学时 Hours (in tenths)
  note text,                       -- 备注 Note
  late text,                       -- 迟报原因 Late because
  void text                        -- 作废原因 Void because
) strict, without rowid;
create index study_by_number on study (office, number, copy, record);
create index study_by_date on study (date);

-- 调研报告 research report
create table research (
  record blob primary key,         -- which record
  created blob not null,           -- id of the first change
  office text,                     -- code in the ref
  number integer,                  -- number in the ref
  copy integer not null,           -- 1, or more where the number was given out more than once
  origin blob not null,            -- the office that began it, by its first writer
  ref text,                        -- 编号 Ref
  logged_on text,                  -- 登记日期 Logged on
  unit blob,                       -- 单位 Unit
  title text,                      -- 报告题目 Title
  author blob,                     -- 执笔人 Author
  topic text,                      -- 调研专题 Topic
  submitted_on text,               -- 提交日期 Submitted on
  file text,                       -- 存放位置 File
  note text,                       -- 备注 Note
  late text,                       -- 迟报原因 Late because
  void text                        -- 作废原因 Void because
) strict, without rowid;
create index research_by_number on research (office, number, copy, record);
create index research_by_submitted_on on research (submitted_on);

-- 查摆问题 problem
create table problem (
  record blob primary key,         -- which record
  created blob not null,           -- id of the first change
  office text,                     -- code in the ref
  number integer,                  -- number in the ref
  copy integer not null,           -- 1, or more where the number was given out more than once
  origin blob not null,            -- the office that began it, by its first writer
  ref text,                        -- 编号 Ref
  logged_on text,                  -- 登记日期 Logged on
  unit blob,                       -- 单位 Unit
  date text,                       -- 日期 Date
  area text,                       -- 问题方面 Area
  content text,                    -- 问题表现 Content
  measure text,                    -- 整改措施 Measure
  responsible blob,                -- 责任人 Responsible
  handed_on text,                  -- 移交日期 Handed on
  deadline text,                   -- 整改时限 Deadline
  fixed_on text,                   -- 整改日期 Fixed on
  result text,                     -- 整改结果 Result
  note text,                       -- 备注 Note
  late text,                       -- 迟报原因 Late because
  void text                        -- 作废原因 Void because
) strict, without rowid;
create index problem_by_number on problem (office, number, copy, record);
create index problem_by_date on problem (date);

-- 满意度测评 survey
create table survey (
  record blob primary key,         -- which record
  created blob not null,           -- id of the first change
  office text,                     -- code in the ref
  number integer,                  -- number in the ref
  copy integer not null,           -- 1, or more where the number was given out more than once
  origin blob not null,            -- the office that began it, by its first writer
  ref text,                        -- 编号 Ref
  logged_on text,                  -- 登记日期 Logged on
  unit blob,                       -- 单位 Unit
  date text,                       -- 日期 Date
  subject blob,                    -- 测评对象(空为总体) Subject (empty: overall)
  issued integer,                  -- 发放 Issued
  returned integer,                -- 收回 Returned
  valid integer,                   -- 有效 Valid
  satisfied integer,               -- 满意 Satisfied
  mostly integer,                  -- 基本满意 Mostly satisfied
  dissatisfied integer,            -- 不满意 Dissatisfied
  comment text,                    -- 意见 Comment
  note text,                       -- 备注 Note
  late text,                       -- 迟报原因 Late because
  void text                        -- 作废原因 Void because
) strict, without rowid;
create index survey_by_number on survey (office, number, copy, record);
create index survey_by_date on survey (date);

-- 制度机制 mechanism
create table mechanism (
  record blob primary key,         -- which record
  created blob not null,           -- id of the first change
  office text,                     -- code in the ref
  number integer,                  -- number in the ref
  copy integer not null,           -- 1, or more where the number was given out more than once
  origin blob not null,            -- the office that began it, by its first writer
  ref text,                        -- 编号 Ref
  logged_on text,                  -- 登记日期 Logged on
  unit blob,                       -- 单位 Unit
  title text,                      -- 制度名称 Title
  document_no text,                -- 文号 Document no.
  state text,                      -- 状态 State
  issued_on text,                  -- 印发日期 Issued on
  summary text,                    -- 主要内容 Summary
  note text,                       -- 备注 Note
  late text,                       -- 迟报原因 Late because
  void text                        -- 作废原因 Void because
) strict, without rowid;
create index mechanism_by_number on mechanism (office, number, copy, record);
create index mechanism_by_issued_on on mechanism (issued_on);

-- 宣传报道 publicity
create table publicity (
  record blob primary key,         -- which record
  created blob not null,           -- id of the first change
  office text,                     -- code in the ref
  number integer,                  -- number in the ref
  copy integer not null,           -- 1, or more where the number was given out more than once
  origin blob not null,            -- the office that began it, by its first writer
  ref text,                        -- 编号 Ref
  logged_on text,                  -- 登记日期 Logged on
  unit blob,                       -- 单位 Unit
  date text,                       -- 日期 Date
  channel text,                    -- 渠道 Channel
  title text,                      -- 标题 Title
  model_case integer,              -- 先进典型 Model case
  list text,                       -- 公布名单 List
  link text,                       -- 链接或刊期 Link
  note text,                       -- 备注 Note
  late text,                       -- 迟报原因 Late because
  void text                        -- 作废原因 Void because
) strict, without rowid;
create index publicity_by_number on publicity (office, number, copy, record);
create index publicity_by_date on publicity (date);

-- 督查 inspection
create table inspection (
  record blob primary key,         -- which record
  created blob not null,           -- id of the first change
  office text,                     -- code in the ref
  number integer,                  -- number in the ref
  copy integer not null,           -- 1, or more where the number was given out more than once
  origin blob not null,            -- the office that began it, by its first writer
  ref text,                        -- 编号 Ref
  logged_on text,                  -- 登记日期 Logged on
  unit blob,                       -- 单位 Unit
  date text,                       -- 日期 Date
  inspector blob,                  -- 督查人或单位 Inspector
  findings text,                   -- 督查情况 Findings
  requirement text,                -- 整改要求 Requirement
  due text,                        -- 整改时限 Due
  rectified_on text,               -- 整改日期 Rectified on
  result text,                     -- 整改结果 Result
  note text,                       -- 备注 Note
  late text,                       -- 迟报原因 Late because
  void text                        -- 作废原因 Void because
) strict, without rowid;
create index inspection_by_number on inspection (office, number, copy, record);
create index inspection_by_date on inspection (date);

-- 报送 submission
create table submission (
  record blob primary key,         -- which record
  created blob not null,           -- id of the first change
  office text,                     -- code in the ref
  number integer,                  -- number in the ref
  copy integer not null,           -- 1, or more where the number was given out more than once
  origin blob not null,            -- the office that began it, by its first writer
  ref text,                        -- 编号 Ref
  logged_on text,                  -- 登记日期 Logged on
  unit blob,                       -- 单位 Unit
  report text,                     -- 报送材料 Report
  addressee text,                  -- 报送对象 Addressee
  submitted_on text,               -- 报送日期 Submitted on
  document_no text,                -- 文号 Document no.
  file_name text,                  -- 文件名 File name
  sha256 text,                     -- 文件摘要 SHA-256
  as_of text,                      -- 数据截至 As of
  digest text,                     -- 数据摘要 Data digest
  figures text,                    -- 报送的数据 Figures
  note text,                       -- 备注 Note
  late text,                       -- 迟报原因 Late because
  void text                        -- 作废原因 Void because
) strict, without rowid;
create index submission_by_number on submission (office, number, copy, record);
create index submission_by_submitted_on on submission (submitted_on);

-- 段落 passage
create table passage (
  record blob primary key,         -- which record
  created blob not null,           -- id of the first change
  office text,                     -- code in the ref
  number integer,                  -- number in the ref
  copy integer not null,           -- 1, or more where the number was given out more than once
  origin blob not null,            -- the office that began it, by its first writer
  ref text,                        -- 编号 Ref
  logged_on text,                  -- 登记日期 Logged on
  unit blob,                       -- 单位 Unit
  report text,                     -- 报告 Report
  period text,                     -- 月份或阶段 Period
  place text,                      -- 位置 Place
  position text,                   -- 前后 Position
  text text,                       -- 内容 Text
  author blob,                     -- 执笔人 Author
  language text,                   -- 语言 Language
  approved_by blob,                -- 审定人 Approved by
  approved_on text,                -- 审定日期 Approved on
  note text,                       -- 备注 Note
  late text,                       -- 迟报原因 Late because
  void text                        -- 作废原因 Void because
) strict, without rowid;
create index passage_by_number on passage (office, number, copy, record);
create index passage_by_report on passage (report);

-- 任职 post
create table post (
  record blob primary key,         -- which record
  created blob not null,           -- id of the first change
  office text,                     -- code in the ref
  number integer,                  -- number in the ref
  copy integer not null,           -- 1, or more where the number was given out more than once
  origin blob not null,            -- the office that began it, by its first writer
  ref text,                        -- 编号 Ref
  logged_on text,                  -- 登记日期 Logged on
  unit blob,                       -- 单位 Unit
  person blob,                     -- 人员 Person
  rank text,                       -- 职级 Rank
  party_member integer,            -- 党员 Party member
  in_charge text,                  -- 分管单位 In charge of (JSON list)
  since text,                      -- 任职起 Since
  until text,                      -- 任职止 Until
  note text,                       -- 备注 Note
  late text,                       -- 迟报原因 Late because
  void text                        -- 作废原因 Void because
) strict, without rowid;
create index post_by_number on post (office, number, copy, record);
create index post_by_person on post (person, since);

-- 值班 duty
create table duty (
  record blob primary key,         -- which record
  created blob not null,           -- id of the first change
  office text,                     -- code in the ref
  number integer,                  -- number in the ref
  copy integer not null,           -- 1, or more where the number was given out more than once
  origin blob not null,            -- the office that began it, by its first writer
  ref text,                        -- 编号 Ref
  logged_on text,                  -- 登记日期 Logged on
  unit blob,                       -- 单位 Unit
  date text,                       -- 值班日期 Date
  leader blob,                     -- 值班领导 Leader
  place text,                      -- 地点 Place
  channel text,                    -- 渠道 Channel
  swapped_with blob,               -- 与哪次调换 Swapped with
  note text,                       -- 备注 Note
  late text,                       -- 迟报原因 Late because
  void text                        -- 作废原因 Void because
) strict, without rowid;
create index duty_by_number on duty (office, number, copy, record);
create index duty_by_date on duty (date);

-- 附件 attachment
create table attachment (
  record blob primary key,         -- which record
  created blob not null,           -- id of the first change
  office text,                     -- code in the ref
  number integer,                  -- number in the ref
  copy integer not null,           -- 1, or more where the number was given out more than once
  origin blob not null,            -- the office that began it, by its first writer
  ref text,                        -- 编号 Ref
  logged_on text,                  -- 登记日期 Logged on
  unit blob,                       -- 单位 Unit
  subject blob,                    -- 所附记录 Attached to
  file_name text,                  -- 文件名 File name
  caption text,                    -- 附件说明 Caption
  taken_on text,                   -- 拍摄日期 Taken on
  media_type text,                 -- 类型 Media type
  size integer,                    -- 大小（字节） Size in bytes
  hash text,                       -- 摘要 SHA-256
  note text,                       -- 备注 Note
  late text,                       -- 迟报原因 Late because
  void text                        -- 作废原因 Void because
) strict, without rowid;
create index attachment_by_number on attachment (office, number, copy, record);
create index attachment_by_subject on attachment (subject);

-- 督办单 notice
create table notice (
  record blob primary key,         -- which record
  created blob not null,           -- id of the first change
  office text,                     -- code in the ref
  number integer,                  -- number in the ref
  copy integer not null,           -- 1, or more where the number was given out more than once
  origin blob not null,            -- the office that began it, by its first writer
  ref text,                        -- 编号 Ref
  logged_on text,                  -- 登记日期 Logged on
  unit blob,                       -- 单位 Unit
  document_no text,                -- 督办文号 Number
  issued_on text,                  -- 下发日期 Issued on
  due text,                        -- 回复时限 Due
  findings text,                   -- 督办事项 Findings
  level text,                      -- 督办级别 Level
  received_on text,                -- 签收日期 Received on
  received_by blob,                -- 签收人 Received by
  replied_on text,                 -- 回复日期 Replied on
  reply text,                      -- 落实情况 Reply
  returned_on text,                -- 退回重办日期 Returned on
  reason text,                     -- 退回重办原因 Returned because
  yellow_days integer,             -- 过期几天转黄 Yellow after days
  red_days integer,                -- 转黄几天转红 Red after days more
  note text,                       -- 备注 Note
  late text,                       -- 迟报原因 Late because
  void text                        -- 作废原因 Void because
) strict, without rowid;
create index notice_by_number on notice (office, number, copy, record);
create index notice_by_issued_on on notice (issued_on);

-- 活动方案 plan
create table plan (
  record blob primary key,         -- which record
  created blob not null,           -- id of the first change
  office text,                     -- code in the ref
  number integer,                  -- number in the ref
  copy integer not null,           -- 1, or more where the number was given out more than once
  origin blob not null,            -- the office that began it, by its first writer
  ref text,                        -- 编号 Ref
  logged_on text,                  -- 登记日期 Logged on
  unit blob,                       -- 单位 Unit
  title text,                      -- 活动名称 Title
  host text,                       -- 主办单位 Host
  leading_group text,              -- 领导小组 Leading group
  leading_group_office text,       -- 领导小组办公室 Leading-group office
  basis text,                      -- 依据文件 Basis documents
  addressees text,                 -- 报送对象 Addressees
  opens text,                      -- 开始日期 Opens
  closes text,                     -- 结束日期 Closes
  phases text,                     -- 阶段 Phases
  milestones text,                 -- 节点 Milestones
  quotas text,                     -- 定额 Quotas
  limits text,                     -- 时限设置 Limits
  categories text,                 -- 服务类别 Categories
  satisfaction text,               -- 满意度口径 Satisfaction
  publication text,                -- 公示 Publication
  holidays text,                   -- 节假日 Holidays
  workdays text,                   -- 调休工作日 Make-up working days
  behind_by text,                  -- 慢序时界限(百分点) Behind schedule by (points)
  late_entry text,                 -- 补录口径 Late entries
  floor text,                      -- 通报线(%) Floor (per cent)
  rank_by text,                    -- 通报排名依据 Units ranked by
  source text,                     -- 来源 Source
  note text,                       -- 备注 Note
  late text,                       -- 迟报原因 Late because
  void text                        -- 作废原因 Void because
) strict, without rowid;

-- 方案设置 plan setting
create table setting (
  record blob primary key,         -- which record
  created blob not null,           -- id of the first change
  office text,                     -- code in the ref
  number integer,                  -- number in the ref
  copy integer not null,           -- 1, or more where the number was given out more than once
  origin blob not null,            -- the office that began it, by its first writer
  ref text,                        -- 编号 Ref
  logged_on text,                  -- 登记日期 Logged on
  unit blob,                       -- 单位 Unit
  place text,                      -- 设置项 Setting
  since text,                      -- 起始日期 Since
  value text,                      -- 内容 Value
  source text,                     -- 来源 Source
  note text,                       -- 备注 Note
  late text,                       -- 迟报原因 Late because
  void text                        -- 作废原因 Void because
) strict, without rowid;

-- 阶段 phase
create table phase (
  record blob primary key,         -- which record
  created blob not null,           -- id of the first change
  office text,                     -- code in the ref
  number integer,                  -- number in the ref
  copy integer not null,           -- 1, or more where the number was given out more than once
  origin blob not null,            -- the office that began it, by its first writer
  ref text,                        -- 编号 Ref
  logged_on text,                  -- 登记日期 Logged on
  unit blob,                       -- 单位 Unit
  state text,                      -- 状态 State
  opened_on text,                  -- 启动日期 Opened on
  closed_on text,                  -- 结束日期 Closed on
  reason text,                     -- 原因 Reason
  forced text,                     -- 强制结束原因 Reason for forced closing
  unmet text,                      -- 未落实事项 Unmet at closing
  figures text,                    -- 结束时数据 Figures at closing
  note text,                       -- 备注 Note
  late text,                       -- 迟报原因 Late because
  void text                        -- 作废原因 Void because
) strict, without rowid;

-- 未脱敏公开 unmasked disclosure
create table disclosure (
  record blob primary key,         -- which record
  created blob not null,           -- id of the first change
  office text,                     -- code in the ref
  number integer,                  -- number in the ref
  copy integer not null,           -- 1, or more where the number was given out more than once
  origin blob not null,            -- the office that began it, by its first writer
  ref text,                        -- 编号 Ref
  logged_on text,                  -- 登记日期 Logged on
  unit blob,                       -- 单位 Unit
  report text,                     -- 公示清单 List
  note text,                       -- 备注 Note
  late text,                       -- 迟报原因 Late because
  void text                        -- 作废原因 Void because
) strict, without rowid;

-- 文稿核对 accepted doubt
create table acceptance (
  record blob primary key,         -- which record
  created blob not null,           -- id of the first change
  office text,                     -- code in the ref
  number integer,                  -- number in the ref
  copy integer not null,           -- 1, or more where the number was given out more than once
  origin blob not null,            -- the office that began it, by its first writer
  ref text,                        -- 编号 Ref
  logged_on text,                  -- 登记日期 Logged on
  unit blob,                       -- 单位 Unit
  code text,                       -- 疑点 Doubt
  finding text,                    -- 疑点摘要 Digest
  reason text,                     -- 理由 Reason
  note text,                       -- 备注 Note
  late text,                       -- 迟报原因 Late because
  void text                        -- 作废原因 Void because
) strict, without rowid;

-- 存件 deposited file
create table deposit (
  record blob primary key,         -- which record
  created blob not null,           -- id of the first change
  office text,                     -- code in the ref
  number integer,                  -- number in the ref
  copy integer not null,           -- 1, or more where the number was given out more than once
  origin blob not null,            -- the office that began it, by its first writer
  ref text,                        -- 编号 Ref
  logged_on text,                  -- 登记日期 Logged on
  unit blob,                       -- 单位 Unit
  sha256 text,                     -- 摘要 SHA-256
  file_name text,                  -- 文件名 File name
  bytes text,                      -- 内容 Bytes
  note text,                       -- 备注 Note
  late text,                       -- 迟报原因 Late because
  void text                        -- 作废原因 Void because
) strict, without rowid;

-- 分发文件 shared file
create table share (
  record blob primary key,         -- which record
  created blob not null,           -- id of the first change
  office text,                     -- code in the ref
  number integer,                  -- number in the ref
  copy integer not null,           -- 1, or more where the number was given out more than once
  origin blob not null,            -- the office that began it, by its first writer
  ref text,                        -- 编号 Ref
  logged_on text,                  -- 登记日期 Logged on
  unit blob,                       -- 单位 Unit
  recipient text,                  -- 收件处室代码 Recipient's code
  name text,                       -- 收件处室 Recipient's name
  note text,                       -- 备注 Note
  late text,                       -- 迟报原因 Late because
  void text                        -- 作废原因 Void because
) strict, without rowid;

-- 建档单位 office
create table office (
  record blob primary key,         -- which record
  created blob not null,           -- id of the first change
  office text,                     -- code in the ref
  number integer,                  -- number in the ref
  copy integer not null,           -- 1, or more where the number was given out more than once
  origin blob not null,            -- the office that began it, by its first writer
  ref text,                        -- 编号 Ref
  logged_on text,                  -- 登记日期 Logged on
  unit blob,                       -- 单位 Unit
  code text,                       -- 代码 Code
  name text,                       -- 名称 Name
  of blob,                         -- 所属建档单位 Office
  practice integer,                -- 练习 Practice
  role text,                       -- 角色 Role
  note text,                       -- 备注 Note
  late text,                       -- 迟报原因 Late because
  void text                        -- 作废原因 Void because
) strict, without rowid;

-- 常用清单 saved list
create table saved_list (
  record blob primary key,         -- which record
  created blob not null,           -- id of the first change
  office text,                     -- code in the ref
  number integer,                  -- number in the ref
  copy integer not null,           -- 1, or more where the number was given out more than once
  origin blob not null,            -- the office that began it, by its first writer
  ref text,                        -- 编号 Ref
  logged_on text,                  -- 登记日期 Logged on
  unit blob,                       -- 单位 Unit
  noun text,                       -- 种类 Kind
  name text,                       -- 名称 Name
  options text,                    -- 选项 Options
  note text,                       -- 备注 Note
  late text,                       -- 迟报原因 Late because
  void text                        -- 作废原因 Void because
) strict, without rowid;

-- 表头对应 heading
create table heading (
  record blob primary key,         -- which record
  created blob not null,           -- id of the first change
  office text,                     -- code in the ref
  number integer,                  -- number in the ref
  copy integer not null,           -- 1, or more where the number was given out more than once
  origin blob not null,            -- the office that began it, by its first writer
  ref text,                        -- 编号 Ref
  logged_on text,                  -- 登记日期 Logged on
  unit blob,                       -- 单位 Unit
  noun text,                       -- 种类 Kind
  head text,                       -- 表头 Head
  field text,                      -- 字段 Field
  note text,                       -- 备注 Note
  late text,                       -- 迟报原因 Late because
  void text                        -- 作废原因 Void because
) strict, without rowid;

-- 写法对应 spelling
create table spelling (
  record blob primary key,         -- which record
  created blob not null,           -- id of the first change
  office text,                     -- code in the ref
  number integer,                  -- number in the ref
  copy integer not null,           -- 1, or more where the number was given out more than once
  origin blob not null,            -- the office that began it, by its first writer
  ref text,                        -- 编号 Ref
  logged_on text,                  -- 登记日期 Logged on
  unit blob,                       -- 单位 Unit
  noun text,                       -- 种类 Kind
  field text,                      -- 字段 Field
  typed text,                      -- 写法 Typed
  means text,                      -- 所指 Means
  note text,                       -- 备注 Note
  late text,                       -- 迟报原因 Late because
  void text                        -- 作废原因 Void because
) strict, without rowid;

-- 同一人 identity
create table identity (
  record blob primary key,         -- which record
  created blob not null,           -- id of the first change
  office text,                     -- code in the ref
  number integer,                  -- number in the ref
  copy integer not null,           -- 1, or more where the number was given out more than once
  origin blob not null,            -- the office that began it, by its first writer
  ref text,                        -- 编号 Ref
  logged_on text,                  -- 登记日期 Logged on
  unit blob,                       -- 单位 Unit
  one blob,                        -- 其一 One
  other blob,                      -- 其二 Other
  note text,                       -- 备注 Note
  late text,                       -- 迟报原因 Late because
  void text                        -- 作废原因 Void because
) strict, without rowid;
