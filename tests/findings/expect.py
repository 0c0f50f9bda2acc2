#!/usr/bin/env python3
"""Works out what `check` is to find in the example campaign, a second time and another way.

The program computes findings with SQL over its tables; this goes through the records that `list`
prints, one by one, by the rules of the documents. Each line says why.

    expect.py FOLDER DAY    FOLDER as `huiyin demo FOLDER` made it; prints the lines of DAY.txt
"""
import json
import subprocess
import sys
from datetime import date, timedelta

FOLDER, TODAY = sys.argv[1], date.fromisoformat(sys.argv[2])
OPENS, CLOSES = date(2011, 3, 1), date(2011, 11, 30)
FREE = [((1, 1), (1, 3)), ((4, 3), (4, 5)), ((4, 30), (5, 2)), ((6, 4), (6, 6)), ((9, 10), (9, 12)), ((10, 1), (10, 7))]
MADE_UP = {date(2011, 4, 2), date(2011, 10, 8), date(2011, 10, 9)}
lines = []


def kind(name):
    command = ["huiyin", "--db", f"{FOLDER}/DZ.db", "--today", "2011-12-31", name, "list", "--format", "json"]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


def on(text):
    return date.fromisoformat(text) if text else None


def works(day):
    free = any(date(2011, *first) <= day <= date(2011, *last) for first, last in FREE)
    return day in MADE_UP or (not free and day.weekday() < 5)


def days(first, last):
    return [first + timedelta(n) for n in range((last - first).days + 1)]


def light(due, done=None, over=None):
    """The light of a term: done on a day; or over from a day on, as the pairing or campaign was."""
    if done and done <= TODAY and not (over and over < done):
        return None if done <= due else "yellow"
    if over and over <= TODAY:
        return None if over <= due else "red"
    if TODAY > due:
        return "red"
    return "blue" if (due - TODAY).days <= 7 else None


def tell(code, colour, why, unit=None, person=None, ref=None, period=None):
    if colour:
        lines.append((code, colour, unit or "-", person or "-", ref or "-", period or "-", why))


units = {one["ref"]: one for one in kind("unit")}
persons = {one["ref"]: one for one in kind("person")}
branches = [ref for ref, one in units.items() if one["unit_kind"] == "branch"]
divisions = [ref for ref, one in units.items() if one["unit_kind"] == "division"]
leaders = [ref for ref, one in persons.items() if one["rank"] == "leader"]
principals = [ref for ref, one in persons.items() if one["rank"] == "principal"]


def home(ref):
    return ref if ref in units else persons[ref]["unit"] if ref in persons else None


def below(ref, top):
    while ref:
        if ref == top:
            return True
        ref = units[ref]["parent"]
    return False


# Receptions: a month or an ISO week, cut by the campaign; a week with three working days, a month
# with ten. The mailbox does not count.
receptions = [one for one in kind("reception") if on(one["date"]) <= TODAY and one["channel"] != "mailbox"]
weeks = {}
months = {}
for day in days(OPENS, CLOSES):
    weeks.setdefault("%d-W%02d" % day.isocalendar()[:2], []).append(day)
    months.setdefault(f"{day:%Y-%m}", []).append(day)
for code, who, periods, least in (("reception-monthly", principals, months, 10), ("reception-weekly", leaders, weeks, 3)):
    for period, stretch in periods.items():
        if stretch[0] > TODAY or sum(map(works, stretch)) < least:
            continue
        for person in who:
            own = [one for one in receptions if one["leader"] == person and on(one["date"]) in stretch]
            done = min((on(one["date"]) for one in own), default=None)
            why = f"{len(own)} receptions between {stretch[0]} and {stretch[-1]}"
            tell(code, light(stretch[-1], done), why, persons[person]["unit"], person, None, period)

# Study: what a branch or a group below it did.
study = [one for one in kind("study") if on(one["date"]) <= TODAY]
for branch in branches:
    own = [one for one in study if below(one["unit"], branch)]
    for friday in (day for day in days(OPENS, min(CLOSES, TODAY)) if day.weekday() == 4 and works(day)):
        sessions = [one for one in own if one["study_kind"] == "friday" and 0 <= (on(one["date"]) - friday).days <= 6]
        done = min((on(one["date"]) for one in sessions), default=None)
        why = f"session {[one['date'] for one in sessions]}"
        tell("study-friday", light(friday, done), why, branch, None, None, str(friday))
    # Five working days, one after another; Friday sessions and organisation-life meetings count.
    held = {on(one["date"]) for one in own if one["study_kind"] in ("study_week", "friday", "meeting")}
    working = [day for day in days(OPENS, TODAY) if works(day)]
    weeks_held = [working[at + 4] for at in range(len(working) - 4) if held.issuperset(working[at:at + 5])]
    tell("study-week", light(date(2011, 4, 20), min(weeks_held, default=None)), f"five days one after another until {weeks_held[:1]}", branch)
    talks = sorted(on(one["date"]) for one in own if one["study_kind"] == "discussion")
    tell("discussion-missing", light(date(2011, 4, 20), talks[0] if talks else None), f"first discussion {talks[:1]}", branch)
if not any(one["study_kind"] in ("lecture", "forum") for one in study):
    tell("lecture-none", "notice", "encouraged, never a violation")

# Three entries, three services: by the visits of a division, or of its people.
visits = [one for one in kind("visit") if on(one["date"]) <= TODAY]
for division in divisions:
    cells = {}
    for one in sorted(visits, key=lambda one: one["date"]):
        if any(below(home(ref), division) for ref in [one["unit"], *one["visitors"]]):
            for service in one["brought"] or []:
                cells.setdefault((one["place_kind"], service), on(one["date"]))
    done = max(cells.values()) if len(cells) == 9 else None
    tell("three-entries", light(date(2011, 10, 31), done), f"{len(cells)} of 9 cells", division)

# Research: each of the leadership one report by 20 April.
reports = kind("research")
for person in principals + leaders:
    own = sorted(on(one["submitted_on"]) for one in reports if one["author"] == person and on(one["submitted_on"]) <= TODAY)
    tell("research-missing", light(date(2011, 4, 20), own[0] if own else None), f"handed in {own}", persons[person]["unit"], person)

# Pairings: the first by 30 April; where none is in force any more, thirty days for the next one. For
# divisions only encouraged.
pairs = [one for one in kind("pair") if on(one["since"]) <= TODAY]


def in_care(who, day):
    return any(one["helper"] == who and one["household"] and on(one["since"]) <= day
               and (not one["until"] or on(one["until"]) >= day) for one in pairs)


for who in [ref for ref, one in persons.items() if one["rank"] != "staff"] + divisions:
    due, opened, done = date(2011, 4, 30), OPENS, None
    for day in days(OPENS, TODAY):
        if not done and in_care(who, day):
            done = day
        elif done and not in_care(who, day):
            opened, due, done = day, day + timedelta(29), None
            tell("pairing-missing", None, "the term before was met")
        if who in persons and done == day and done > due:
            tell("pairing-missing", "yellow", f"asked since {opened}, in force since {done}", persons[who]["unit"], who)
    if who in persons and not done:
        tell("pairing-missing", light(due), f"asked since {opened}, none in force", persons[who]["unit"], who)
    elif not done:
        tell("pairing-missing", "notice", "a unit may, it need not", who)


# Visits: 60 days from one to the next, as long as the pairing and the campaign last.
def intervals(start, done, length, over=None):
    """The terms of what is to be repeated: opened, due, done, and from when on it is over."""
    end = min([day for day in (over, CLOSES + timedelta(1)) if day])
    opened = start
    for day in sorted(set(day for day in done if start < day < end)):
        yield opened, opened + timedelta(length), day, None
        opened = day
    yield opened, opened + timedelta(length), None, end


for one in pairs:
    if one["pair_kind"] != "household":
        continue
    helper = one["helper"]
    own = [on(visit["date"]) for visit in visits if visit["household"] == one["household"] and helper in visit["visitors"]]
    over = on(one["until"]) + timedelta(1) if one["until"] else None
    for opened, due, done, end in intervals(on(one["since"]), own, 60, over):
        tell("pairing-visit", light(due, done, end), f"from {opened}, due {due}, visited {done}", home(helper), helper, one["ref"])

# Opinions: 15 days for an answer unless another is named, 60 for an outcome.
for one in kind("opinion"):
    came = on(one["date"])
    if came > TODAY:
        continue
    handed = one["handed_to"] if one["handed_to"] and on(one["handed_on"]) <= TODAY else None
    owner = handed or one["first_asked"]
    about = dict(unit=one["unit"], person=owner if owner in persons else None, ref=one["ref"])
    if not one["first_asked"]:
        tell("opinion-first-asked", light(came, None), "nobody is named", **about)
    due = on(one["due"]) or came + timedelta(15)
    tell("opinion-reply", light(due, on(one["replied_on"])), f"came {came}, due {due}, answered {one['replied_on']}", **about)
    settled = on(one["finished_on"]) if one["outcome"] else None
    due = came + timedelta(60)
    if one["outcome"] == "continuing" and settled <= TODAY:
        tell("opinion-result", light(due, settled), f"came {came}, due {due}, goes on since {settled}", **about)
        due = on(one["next_due"]) if one["next_due"] else settled + timedelta(60)
        settled = None
    tell("opinion-result", light(due, settled), f"came {came}, due {due}, outcome {settled}", **about)

for one in kind("service"):
    if on(one["date"]) <= TODAY and one["minutes"] is not None and one["promised_minutes"] is not None and one["minutes"] > one["promised_minutes"]:
        tell("promise-limit", "yellow", f"{one['minutes']} of {one['promised_minutes']} minutes", one["unit"], None, one["ref"])

# Pledges.
pledges = [one for one in kind("pledge") if on(one["pledged_on"]) <= TODAY]
progress = [one for one in kind("progress") if on(one["date"]) <= TODAY]
for division in divisions:
    own = sorted(on(one["pledged_on"]) for one in pledges if below(one["unit"], division))
    tell("pledge-none", light(date(2011, 4, 30), own[0] if own else None), f"first pledge {own[:1]}", division)
for one in pledges:
    about = dict(unit=one["unit"], person=one["responsible"], ref=one["ref"])

    def by_now(key):
        return on(one[key]) if one[key] and on(one[key]) <= TODAY else None

    made, deadline = on(one["pledged_on"]), on(one["deadline"])
    published, finished, withdrawn, continued = map(by_now, ("published_on", "finished_on", "withdrawn_on", "continued_on"))
    due = made + timedelta(15)
    tell("pledge-unpublished", light(due, published, withdrawn), f"made {made}, due {due}, published {published}", **about)
    lacks = [name for name in ("content", "deadline", "measures", "responsible") if one[name] is None]
    if lacks:
        tell("pledge-incomplete", light(published or due, None, withdrawn), f"without {lacks}", **about)
    if not published:
        continue
    if continued:
        if continued > deadline:
            tell("pledge-overdue", "yellow", f"due {deadline}, continued on {continued}", **about)
        deadline = on(one["new_deadline"])
    tell("pledge-overdue", light(deadline, finished, withdrawn), f"due {deadline}, done {finished}", **about)
    told = [(on(entry["date"]), entry["percent"]) for entry in progress if entry["pledge"] == one["ref"]]
    percent = ([0] + [percent for _, percent in sorted(told, key=lambda pair: pair[0]) if percent is not None])[-1]
    gone, whole = (TODAY - published).days, (deadline - published).days
    if not finished and not withdrawn and TODAY <= deadline and gone * 100 > (percent + 20) * whole:
        tell("pledge-behind", "yellow", f"{gone} of {whole} days, {percent}% of the work", **about)
    news = [day for day, _ in told if not finished or day < finished] + ([finished] if finished else [])
    for opened, due, done, end in intervals(published, news, 45, withdrawn):
        if not (finished and not done):
            tell("pledge-silent", light(due, done, end), f"from {opened}, due {due}, told {done}", **about)
    if one["key"]:
        listed = min((day for day in (finished, continued) if day), default=None)
        tell("pledge-lists", light(CLOSES, listed, withdrawn), f"done {finished}, continued {continued}", **about)

for code, due_key, done_key, rows in (("problem-open", "deadline", "fixed_on", kind("problem")), ("inspection-open", "due", "rectified_on", kind("inspection"))):
    for one in rows:
        if on(one["date"]) <= TODAY and (code == "problem-open" or one["requirement"]):
            due = on(one[due_key]) or CLOSES
            person = one.get("responsible") if code == "problem-open" else None
            tell(code, light(due, on(one[done_key])), f"due {due}, done {one[done_key]}", one["unit"] or home(person), person, one["ref"])

# Comments, reports and evaluations, all by 30 November.
steps = [one for one in kind("evaluation") if on(one["date"]) <= TODAY]
everything = {one["ref"]: one for one in pledges}
for division in divisions:
    chief = units[division]["in_charge"]
    if chief:
        def of(subject):
            return everything[subject]["unit"] if subject in everything else home(subject)
        own = sorted(on(one["date"]) for one in steps if one["step"] == "leader_comment" and one["by"] == chief and below(of(one["subject"]), division))
        tell("comment-missing", light(CLOSES, own[0] if own else None), f"comments {own}", division, chief)
promisers = {}
for one in pledges:
    if on(one["published_on"]) and on(one["published_on"]) <= TODAY:
        promisers.setdefault(one["responsible"] if one["pledger_kind"] == "member" else one["unit"], []).append(one["ref"])
for who, own in promisers.items():
    for code, step in (("report-missing", "report"), ("evaluation-missing", "by_organisation"), ("evaluation-missing", "by_masses")):
        done = sorted(on(one["date"]) for one in steps if one["step"] == step and one["subject"] in [who, *own])
        tell(code, light(CLOSES, done[0] if done else None), f"{step}: {done}", home(who), who if who in persons else None)

# Milestones, by what proves them.
def first(rows, key="date"):
    return min((on(one[key]) for one in rows if one[key] and on(one[key]) <= TODAY), default=None)


opinions, publicity, submissions = kind("opinion"), kind("publicity"), kind("submission")
ADDRESSEES = ("市委创先争优活动领导小组", "市委市直机关工委创先争优暨“深入基层、服务群众”主题活动领导小组")


def milestone(due, done, why):
    tell("milestone", light(due, done), f"{why}: {done}", None, None, None, str(due))


def every(*firsts):
    return max(firsts) if all(firsts) else None


def submitted(addressee):
    return first([one for one in submissions if one["addressee"] == addressee], "submitted_on")


def listed(which):
    return first([one for one in publicity if one["list"] == which and on(one["date"]) >= date(2011, 11, 1)])


milestone(date(2011, 3, 9), first([one for one in study if one["study_kind"] == "meeting" and "动员" in one["topic"]]), "mobilisation")
channels = (first([one for one in opinions if one["channel"] == channel]) for channel in ("hotline", "mailbox"))
milestone(date(2011, 4, 20), every(*channels), "hotline and mailbox")
milestone(date(2011, 4, 30), first([one for one in pledges if on(one["pledged_on"]) >= date(2011, 4, 21)], "pledged_on"), "pledges since 21 April")
summer = [one for one in visits if on(one["date"]) >= date(2011, 6, 1)]
kinds = (first([one for one in summer if one["visit_kind"] == which]) for which in ("consolation", "volunteer"))
milestone(date(2011, 7, 1), every(*kinds), "anniversary")
milestone(CLOSES, every(listed("completed"), listed("continuing")), "both lists")
milestone(CLOSES, every(*map(submitted, ADDRESSEES)), "summary to all")

# What the campaign as a whole owes.
surveys = [one for one in kind("survey") if on(one["date"]) >= date(2011, 11, 1) and one["subject"] is None]
mechanisms = [one for one in kind("mechanism") if one["state"] == "issued"]
whole = [("survey-missing", first(surveys), date(2011, 11, 1)),
         ("publication-missing", listed("completed"), date(2011, 11, 1)),
         ("publication-missing", listed("continuing"), date(2011, 11, 1)),
         ("mechanism-missing", first(mechanisms, "issued_on"), OPENS)]
for code, done, opened in whole:
    if TODAY >= opened:
        tell(code, light(CLOSES, done), f"first {done}")
for addressee in ADDRESSEES:
    done = submitted(addressee)
    tell("summary-submission", light(CLOSES, done), f"{addressee}: {done}", None, None, None, str(CLOSES))

# Doubles: the same name, and the village or the telephone; known once the second was entered.
households = [one for one in kind("household") if on(one["logged_on"]) <= TODAY]
for at, one in enumerate(households):
    for other in households[at + 1:]:
        same = one["name"] == other["name"] and any(one[key] and one[key] == other[key] for key in ("village", "phone"))
        if same or (one["id_no"] and one["id_no"] == other["id_no"]):
            tell("duplicate", "notice", f"{one['ref']} and {other['ref']} are both {one['name']}", other["unit"], None, one["ref"])

for *fields, why in sorted(lines):
    print(f"# {why}")
    print(" ".join(fields))
