#!/usr/bin/env python3
"""Reads the calendar of the example campaign with a library that is not ours.

    read_calendar.py PROGRAM    needs icalendar of PyPI
"""
import datetime
import pathlib
import subprocess
import sys
import tempfile

import icalendar

program = str(pathlib.Path(sys.argv[1]).resolve())
with tempfile.TemporaryDirectory() as folder:
    def run(*args):
        subprocess.run([program, *args], check=True, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    run("demo", "campaign")
    written = []
    for name in ("one.ics", "two.ics"):
        run("--db", "campaign/DZ.db", "--today", "2011-08-31", "--lang", "zh", "-o", name, "calendar")
        written.append((pathlib.Path(folder) / name).read_bytes())

first, second = written
assert first == second, "the same data and day give other bytes"
assert first.replace(b"\r\n", b"").count(b"\n") == 0, "a line does not end in CRLF"
assert max(map(len, first.split(b"\r\n"))) <= 75, "a line is longer than 75 octets"
calendar = icalendar.Calendar.from_ical(first)
events = calendar.walk("VEVENT")
assert calendar["VERSION"] == "2.0" and calendar["PRODID"]
assert len({event["UID"] for event in events}) == len(events) > 20, "an identity is used twice"
for event in events:
    assert not event.errors, event.errors
    day, stamp = event.decoded("DTSTART"), event.decoded("DTSTAMP")
    assert type(day) is datetime.date and day >= datetime.date(2011, 8, 31)
    assert stamp.tzinfo is not None and event["SUMMARY"]
titles = {(str(event.decoded("DTSTART")), str(event["SUMMARY"])) for event in events}
expected = {
    # The deadline of a pledge, an opinion's day, a milestone, a phase's end, and two days of duty:
    # the last working day of a week, and before National Day a Friday of study.
    ("2011-10-31", "实事办结：DZ-P5 抢救修复破损民生档案"),
    ("2011-10-31", "第2阶段结束：公开承诺、为民办事"),
    ("2011-11-30", "活动节点：报送书面总结报告"),
    ("2011-09-09", "每周接待群众：周明华、陈国栋"),
    ("2011-09-30", "周五集中学习：第一党支部、第二党支部"),
}
assert expected <= titles, expected - titles
assert not any(day == "2011-10-07" for day, _ in titles), "a holiday is no day of duty"
print(f"the calendar is read by icalendar {icalendar.__version__}: {len(events)} events")
