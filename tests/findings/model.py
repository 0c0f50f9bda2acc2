#!/usr/bin/env python3
"""Works out what `check --all` and `report rates` are to say of a campaign.

It reads the plan and the commands by which a campaign was entered, never a file of the program nor
anything that the program prints, and goes by the rules of the domain's sections 5, 6, 10, 11 and
12, record by record. The comments name the rule (R: number of the requirement; §: section).

    model.py first > first/expected.txt
    model.py second > second/expected.txt
"""
import json
import os
import re
import shlex
import sys
from collections import defaultdict, namedtuple
from datetime import date, timedelta

HERE = os.path.dirname(os.path.abspath(__file__))
EXAMPLES = os.path.join(HERE, "../../examples")
NAME = sys.argv[1]
if NAME == "first":
    PLAN_FILE = os.path.join(EXAMPLES, "plan-2011.json")
    FOLDER = os.path.join(EXAMPLES, "campaign-2011")
    DAYS = """03-09 03-20 04-06 04-20 04-30 05-10 05-26 06-15 07-01 07-31 08-31 09-30 10-31 11-16 11-30
    12-01 12-31"""
    KNOWN = ""
else:
    PLAN_FILE = os.path.join(HERE, "second/plan.json")
    FOLDER = os.path.join(HERE, "second")
    DAYS = """03-08 03-13 03-15 03-16 03-18 03-22 03-24 03-28 03-31 04-03 04-07 04-08 04-15 04-20 04-30
    05-06 05-11 05-16 05-20 05-31 06-10 06-14 06-15 06-20 07-01 07-05 07-12 07-18 07-31 08-01 08-06 08-20
    08-31 09-05 09-10 09-14 09-17 09-18 09-20 10-31"""
    # What is asked of these is also asked as it was known then (§10.2).
    KNOWN = "04-15 05-06 07-01 08-20"
SCRIPTS = sorted(os.path.join(FOLDER, name) for name in os.listdir(FOLDER) if name.endswith(".sh"))
PLAN = json.load(open(PLAN_FILE, encoding="utf-8"))
YEAR = int(PLAN["opens"][:4])
DAYS, KNOWN = ([date.fromisoformat(f"{YEAR}-{day}") for day in days.split()] for days in (DAYS, KNOWN))
LATEST = date.max
ONE = timedelta(1)


def on(text):
    """A day as people write it (§9)."""
    if not text or isinstance(text, date):
        return text
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return date.fromisoformat(text)
    month, what = re.fullmatch(r"(\d+)月(.*)", text).groups()
    end = date(YEAR + int(month) // 12, int(month) % 12 + 1, 1) - ONE
    if what in ("底", "下旬"):
        return end
    return end.replace(day={"上旬": 10, "中旬": 20}.get(what) or int(what.rstrip("日")))


# ---- What was entered: records with their fields, and the steps that were taken, each with its day.

LETTERS = dict(unit="U", person="M", household="H", pair="T", pledge="P", progress="G", evaluation="E",
               visit="V", reception="R", opinion="O", service="S", study="L", research="Y", problem="W",
               survey="Q", mechanism="Z", publicity="X", inspection="D", submission="N")
DAY = dict(pledge="pledged_on", pair="since", research="submitted_on", submission="submitted_on",
           mechanism="issued_on")
REFERENCES = {"unit", "parent", "in_charge", "leader", "visitors", "household", "village", "helper",
              "responsible", "first_asked", "to", "subject", "by", "author"}
MANY = {"visitors", "brought", "in_charge"}
LABELS = dict(送政策="policy", 送温暖="warmth", 送服务="service")
Step = namedtuple("Step", "verb day values entered")
Deed = namedtuple("Deed", "day entered ref")
Post = namedtuple("Post", "rank unit in_charge since until")


class Record(dict):
    """A field that nobody gave is None."""

    def __init__(self, kind, ref, values, entered):
        super().__init__(values)
        self.kind, self.ref, self.entered = kind, ref, entered
        self.void, self.steps = False, []

    def __missing__(self, key):
        return None

    def taken(self, verb, by):
        """The steps of a verb up to a day, in the order of their days."""
        return sorted((step for step in self.steps if step.verb == verb and step.day <= by), key=lambda step: step.day)

    def first(self, verb, by):
        """The day of the first of them."""
        return next((step.day for step in self.taken(verb, by)), None)

    def deed(self, verb, by):
        """That step as a deed, where there is one."""
        return [Deed(step.day, step.entered, self.ref) for step in self.taken(verb, by)[:1]]


class Book:
    """Everything that had been entered by a day in any office, and the plan with its changes."""

    def __init__(self, known_on):
        self.kinds, self.posts, self.settings = defaultdict(list), {}, []
        self.numbers, self.own = defaultdict(int), {}
        says = {}
        for script in SCRIPTS:
            for line in open(script, encoding="utf-8").read().replace("\\\n", " ").splitlines():
                words = shlex.split(line, comments=True)
                if words[:1] == ["export"]:
                    says.update([words[1].split("=", 1)])
                elif words[:1] == ["huiyin"] and on(says["HUIYIN_TODAY"]) <= known_on:
                    self.enter(on(says["HUIYIN_TODAY"]), says.get("HUIYIN_DB", "BG.db"), words[1:])

    def enter(self, today, db, words):
        flags, named = {}, []
        while words:
            word = words.pop(0)
            if not word.startswith("--"):
                named.append(word)
            else:
                # A flag without a value means yes.
                flags[word[2:].replace("-", "_")] = words.pop(0) if words and not words[0].startswith("--") else "true"
        self.office = flags.pop("db", db)[:2]
        flags.pop("as", None)
        verb = " ".join(named[:2])
        if verb.startswith("init"):
            known = self.named(flags["name"])
            self.own[self.office] = known or self.add("unit", dict(name=flags["name"]), today).ref
        elif verb == "plan set":
            self.settings.append((named[2].split("."), named[3], on(flags.get("from"))))
        elif named[0] in LETTERS and named[1] != "list":
            values = {key: self.value(key, value) for key, value in flags.items()}
            self.change(named[0], named[1], [self.find(self.ref(word)) for word in named[2:]], values, today)

    def change(self, kind, verb, records, values, today):
        if verb == "add":
            record = self.add(kind, values, today)
            if kind == "person":
                self.posts[record.ref] = [Post(record["rank"], record["unit"], record["in_charge"] or [],
                                               on(record["since"]), None)]
        day = on(values.pop("on", None)) or today
        for record in records:
            held = self.posts.get(record.ref)
            if verb == "edit":
                if kind == "unit" and "in_charge" in values:
                    chief = self.posts[values["in_charge"][0]]
                    chief[-1] = chief[-1]._replace(in_charge=[*chief[-1].in_charge, record.ref])
                record.update(values)
            elif verb == "void":
                record.void = True
            elif verb == "move":
                before, since = held[-1], on(values["since"])
                held[-1] = before._replace(until=since - ONE)
                held.append(Post(values.get("rank", before.rank), values.get("unit", before.unit),
                                 values.get("in_charge", before.in_charge), since, None))
            elif verb == "leave":
                held[-1] = held[-1]._replace(until=on(values["until"]))
            elif verb == "end":
                record["until"] = values["until"]
            elif verb == "progress":
                self.add("progress", dict(values, pledge=record.ref), today)
            elif verb == "adopt":
                made = self.add("pledge", values, today)
                record.steps.append(Step("finish", day, dict(outcome="adopted", pledge=made.ref), today))
            else:
                record.steps.append(Step(verb, day, values, today))

    def add(self, kind, values, today):
        letter = LETTERS[kind]
        self.numbers[self.office, letter] += 1
        if kind != "unit":
            values.setdefault("unit", self.own.get(self.office))
        record = Record(kind, f"{self.office}-{letter}{self.numbers[self.office, letter]}", values, today)
        # A draft has no day on which it was issued.
        if kind not in ("unit", "person", "household", "mechanism"):
            record.setdefault(DAY.get(kind, "date"), today)
        self.kinds[kind].append(record)
        return record

    def value(self, key, text):
        if key in MANY:
            return [self.ref(one) if key in REFERENCES else LABELS.get(one, one) for one in re.split("[、,]", text)]
        return self.ref(text) if key in REFERENCES else text

    def ref(self, word):
        """P3 alone is this office's; persons, units and households are called by name too."""
        if re.fullmatch(r"[A-Z]\d+", word):
            return f"{self.office}-{word}"
        return None if word == "总体" else self.named(word) or word

    def named(self, name):
        everybody = (one for kind in ("unit", "person", "household") for one in self.kinds[kind])
        return next((one.ref for one in everybody if one["name"] == name), None)

    def find(self, ref):
        return next(one for kind in self.kinds.values() for one in kind if one.ref == ref)

    def all(self, kind, by, key=None):
        """The records of a kind that are not voided and happened by a day, in the order of it."""
        key = key or DAY.get(kind, "date")
        rows = [one for one in self.kinds[kind] if not one.void and one[key] and on(one[key]) <= by]
        return sorted(rows, key=lambda one: on(one[key]))


# ---- The plan, as it was in force on a day (§10.4).

def plan_on(book, day):
    """A setting that was changed from a day on holds for what begins then or later."""
    plan = json.loads(json.dumps(PLAN))
    for path, value, since in book.settings:
        if since and since > day:
            continue
        place = plan
        for part in path[:-1]:
            place = place[int(part)] if part.isdigit() else place[part]
        place[path[-1]] = int(value) if value.isdigit() else value
    return plan


OPENS, CLOSES = on(PLAN["opens"]), on(PLAN["closes"])
ADDRESSEES = [one if isinstance(one, str) else one["zh"] for one in PLAN["addressees"]]


def works(day):
    """§4: holidays and make-up days."""
    if str(day) in PLAN["workdays"]:
        return True
    return day.weekday() < 5 and not any(one["from"] <= str(day) <= one["until"] for one in PLAN["holidays"])


def days(first, last):
    return [first + timedelta(n) for n in range((last - first).days + 1)]


# ---- Terms (§11).

# `deeds` are those that did it; `ended` is the day on which it fell away, and `why`; `over` says how its
# time runs out; `asked` is False for what is only encouraged; `behind` is set for what is never due.
Term = namedtuple("Term", "code unit person ref period opened due done deeds ended why over asked behind",
                  defaults=[None] * 7 + [(), None, None, False, True, None])


class Check:
    def __init__(self, today, known_on=LATEST):
        self.today, self.book = today, Book(known_on)
        self.now = plan_on(self.book, today)
        self.units = {one.ref: one for one in self.book.kinds["unit"]}
        self.persons = {one.ref: one for one in self.book.kinds["person"]}
        self.terms = []

    def limit(self, name, day):
        return plan_on(self.book, day)["limits"][name + "_days"]

    def term(self, code, **fields):
        term = Term(code=code, **fields)
        if term.over == "campaign" and not term.done and not term.ended and self.today > CLOSES:
            # §11: with the campaign such a term ends, due or not.
            term = term._replace(ended=CLOSES, why="campaign-over")
        # What is not begun yet is no term.
        if term.opened <= self.today:
            self.terms.append(term)

    # -- Who is what, from when to when (§10.3).

    def post(self, person, day):
        for one in self.book.posts[person]:
            if (one.since or date.min) <= day <= (one.until or date.max):
                return one
        return None

    def unit_of(self, ref, day):
        """A unit itself; a person's by the post held on a day, or else the nearest one."""
        if ref is None or ref in self.units:
            return ref
        held = self.book.posts[ref]
        post = self.post(ref, day) or (held[0] if held[0].since and day < held[0].since else held[-1])
        return post.unit

    def spans(self, person, ranks):
        """The unbroken stretches in which somebody holds one of some ranks."""
        spans = []
        for one in self.book.posts[person]:
            if one.rank not in ranks:
                continue
            if spans and spans[-1][1] and one.since == spans[-1][1] + ONE:
                spans[-1] = (spans[-1][0], one.until)
            else:
                spans.append((one.since, one.until))
        return spans

    def within(self, ref, top):
        while ref:
            if ref == top:
                return True
            ref = self.units[ref]["parent"]
        return False

    def members(self, quota):
        """Of whom a quota asks: persons by rank, units by kind, or else the campaign as a whole."""
        ranks, kinds = quota.get("ranks", []), quota.get("units", [])
        if not ranks and not kinds:
            return [(None, None, (None, None))]
        persons = [(None, ref, span) for ref in self.persons for span in self.spans(ref, ranks)]
        units = [(ref, None, (None, None)) for ref, one in self.units.items() if one["unit_kind"] in kinds]
        return persons + units

    # -- §5 and §11: the light.

    def late_entries(self, term):
        """§10.5: 补录 is what was entered more days after its own day than the plan allows; returns
        what the plan of each such day says of it."""
        rules = [(deed, plan_on(self.book, deed.day)) for deed in term.deeds]
        return [plan.get("late_entry", "in_time") for deed, plan in rules
                if deed.entered > deed.day + timedelta(plan["limits"]["late_entry_days"])]

    def light(self, term):
        done = term.done and term.done <= self.today
        if not term.asked:
            return "green" if done else "notice"
        if term.behind is not None:
            return "yellow" if term.behind and not done and not term.ended else "green"
        if done:
            return "yellow" if term.done > term.due or "late" in self.late_entries(term) else "green"
        if term.ended:
            if term.ended <= term.due:
                return "green"
            return "yellow" if term.why == "continued" else "red"
        if self.today > term.due:
            return "red"
        warn = self.now["limits"]["warn_ahead_days"]
        return "blue" if (term.due - self.today).days <= warn else "green"

    # -- R12, R13: receptions, by week or month, each or all together.

    def periods(self, quota):
        first = on(quota.get("from")) or OPENS
        last = on(quota.get("until")) or CLOSES
        periods = defaultdict(list)
        for day in days(first, last):
            week = "%d-W%02d" % day.isocalendar()[:2]
            periods[week if quota["per"] == "week" else f"{day:%Y-%m}"].append(day)
        return periods

    def receptions(self, at, quota):
        code = "reception-weekly" if quota["per"] == "week" else "reception-monthly"
        least = self.now["limits"]["partial_%s_workdays" % quota["per"]]
        held = [one for one in self.book.all("reception", self.today) if one["channel"] in quota["channels"]]
        for name, stretch in self.periods(quota).items():
            # §10.4: the period keeps the rule that was in force when it began.
            count = plan_on(self.book, stretch[0])["quotas"][at].get("count", 1)
            team = []
            for _, person, (since, until) in self.members(quota):
                own = [day for day in stretch if (since or day) <= day <= (until or day)]
                # A week or month that is cut is asked if enough working days are left of it.
                if sum(map(works, own)) < least:
                    continue
                # Two on one day are one reception day; that which was entered first counts.
                deeds = one_a_day(deed for deed in deeds_of(held, leader=person) if deed.day in own)
                if quota.get("counting") == "team":
                    team.append((person, deeds))
                else:
                    self.counted(code, count, deeds, unit=self.unit_of(person, min(self.today, own[-1])),
                                 person=person, period=name, opened=own[0], due=own[-1], over=True)
            if team:
                together = sorted(deed for _, deeds in team for deed in deeds)
                self.counted(code, count, together, period=name, opened=stretch[0], due=stretch[-1], over=True)

    def counted(self, code, count, deeds, **fields):
        """So many deeds, each with its day and that of its entry; it is done by the last of them."""
        enough = sorted(deeds)[:count]
        done = enough[-1].day if len(enough) == count else None
        self.term(code, done=done, deeds=enough if done else (), **fields)

    # -- R6, R7, R9: study.

    def study(self, unit, kinds):
        return [one for one in self.book.all("study", self.today)
                if one["study_kind"] in kinds and (unit is None or self.within(one["unit"], unit))]

    def fridays(self, quota):
        """Every working Friday; a session up to the Thursday after makes up for it."""
        for unit, _, _ in self.members(quota):
            sessions = one_a_day(deeds_of(self.study(unit, ["friday"])))
            for friday in days(on(quota.get("from")) or OPENS, on(quota.get("until")) or CLOSES):
                if friday.weekday() != 4 or not works(friday):
                    continue
                own = [deed for deed in sessions if 0 <= (deed.day - friday).days <= 6]
                self.counted("study-friday", 1, own, unit=unit, period=str(friday), opened=friday,
                             due=friday, over="friday")

    def study_week(self, quota):
        """So many working days in a row; the kinds that count are the plan's."""
        wanted = self.limit("study_week", OPENS)
        for unit, _, _ in self.members(quota):
            kinds = quota.get("kinds", ["study_week", "friday", "meeting"])
            held = {deed.day: deed for deed in one_a_day(deeds_of(self.study(unit, kinds)))}
            run = []
            for day in filter(works, days(OPENS, self.today)):
                if len(run) < wanted:
                    run = [*run, held[day]] if day in held else []
            self.counted("study-week", wanted, run, unit=unit, opened=OPENS, due=on(quota["until"]))

    # -- What is asked once.

    def once(self, quota, span):
        """From when, until when: whoever joined late has `joining_days` for it (R20 and others). One
        who leaves before it is due is asked no more (§10.3)."""
        first, last = on(quota.get("from")) or OPENS, on(quota.get("until")) or CLOSES
        since, until = span
        joined = since and since > first
        due = max(last, since + timedelta(self.limit("joining", since))) if joined else last
        return since if joined else first, due, until if until and until < self.today else None

    def asked_once(self, code, quota, made):
        for unit, person, span in self.members(quota):
            stretch = self.once(quota, span)
            if not stretch:
                continue
            opened, due, left = stretch
            last = min(self.today, left or self.today)
            deeds = [deed for deed in made(unit, person) if opened <= deed.day <= last]
            self.counted(code, quota.get("count", 1), deeds, unit=unit or self.unit_of(person, last), person=person,
                         opened=opened, due=due, ended=left, why="left-office", asked=not quota.get("permissive"),
                         over=due > CLOSES and "campaign")

    def three_entries(self, quota):
        """R16: nine cells, each by the first visit that fills it."""
        for unit, _, _ in self.members(quota):
            cells = {}
            for one in self.book.all("visit", self.today):
                day = on(one["date"])
                units = [one["unit"], *(self.unit_of(visitor, day) for visitor in one["visitors"])]
                if any(self.within(ref, unit) for ref in units):
                    for service in one["brought"] or []:
                        cells.setdefault((one["place_kind"], service), Deed(day, one.entered, one.ref))
            self.counted("three-entries", 9, list(cells.values()), unit=unit, opened=OPENS, due=on(quota["until"]))

    def pledges_made(self, unit, _):
        """R30: those that stood when the last of them was made; what is withdrawn later changes nothing."""
        made = [one for one in self.book.all("pledge", self.today) if self.within(one["unit"], unit)]
        count = next(quota.get("count", 1) for quota in PLAN["quotas"] if quota["what"] == "pledge")
        for at, last in enumerate(made):
            day = on(last["pledged_on"])
            standing = [one for one in made[:at + 1] if not one.taken("withdraw", day)]
            if len(standing) >= count:
                return deeds_of(standing)
        return []

    # -- R20, R21: a household in care.

    def pairing(self, quota):
        count = quota.get("count", 1)
        for unit, person, span in self.members(quota):
            stretch = self.once(quota, span)
            if not stretch:
                continue
            opened, due, left = stretch
            who, last = unit or person, min(self.today, left or self.today)
            own = [one for one in self.book.all("pair", self.today)
                   if one["helper"] == who and one["pair_kind"] == "household"]

            def covered(day):
                return sum(on(one["since"]) <= day <= (on(one["until"]) or LATEST) for one in own) >= count

            fields = dict(unit=unit or self.unit_of(person, last), person=person, asked=not quota.get("permissive"))
            while True:
                done = next((day for day in days(opened, last) if covered(day)), None)
                # What was there before it was asked is older than the term.
                while done and covered(done - ONE):
                    done -= ONE
                deeds = [deed for one, deed in zip(own, deeds_of(own))
                         if done and deed.day <= done <= (on(one["until"]) or LATEST)]
                self.term("pairing-missing", opened=opened, due=due, done=done, deeds=deeds, ended=left,
                          why="left-office", over=due > CLOSES and "campaign", **fields)
                # §11: when the last one ends, a new term is due `joining_days` later; the first stays.
                gone = done and next((day for day in days(max(done, opened), last) if not covered(day)), None)
                if not gone:
                    break
                opened, due = gone, gone - ONE + timedelta(self.limit("joining", gone))

    # -- R22: visits, no further apart than the interval.

    def visits(self):
        for one in self.book.all("pair", self.today):
            if one["pair_kind"] != "household":
                continue
            helper, end = one["helper"], on(one["until"])

            def by_helper(visit):
                day = on(visit["date"])
                if helper in self.persons:
                    return helper in visit["visitors"]
                return any(self.within(ref, helper) for ref in
                           [visit["unit"], *(self.unit_of(visitor, day) for visitor in visit["visitors"])])

            last = min(self.today, end or CLOSES, CLOSES)
            told = deeds_of([visit for visit in self.book.all("visit", last)
                          if visit["household"] == one["household"] and by_helper(visit)])
            self.intervals("pairing-visit", "visit_interval", max(on(one["since"]), OPENS), told,
                           end if end and end < self.today else None, "pairing-ended",
                           unit=self.unit_of(helper, last), person=helper if helper in self.persons else None, ref=one.ref)

    def intervals(self, code, limit, opened, told, ended, why, over=False, **fields):
        """§11: a term opens with the deed before it and ends with the pairing, the pledge or the
        campaign; one that would be due after the campaign is never red. None runs on where it is over."""
        for deed in [*sorted(told), *([] if over else [None])]:
            if deed and deed.day <= opened:
                continue
            due = opened + timedelta(self.limit(limit, opened))
            self.counted(code, 1, [deed] if deed else [], opened=opened, due=due, ended=None if deed else ended,
                         why=why, over="campaign", **fields)
            opened = deed.day if deed else opened

    # -- R26, R35: opinions.

    def opinions(self):
        for one in self.book.all("opinion", self.today):
            came = on(one["date"])
            owner = self.owner(one)
            # An opinion belongs to its unit everywhere; the person is who owns it on the day.
            about = dict(unit=one["unit"], person=owner if owner in self.persons else None, ref=one.ref)
            if not one["first_asked"]:
                self.term("opinion-first-asked", opened=came, due=came, **about)
            due = on(one["due"]) or came + timedelta(self.limit("reply", came))
            replied = one.deed("reply", self.today)
            self.counted("opinion-reply", 1, replied, opened=came, due=due, **about)
            # R27: a day that was promised is a matter of its own once it is broken.
            if one["due"] and (replied[0].day if replied else self.today) > due:
                self.counted("promise-limit", 1, replied, opened=came, due=due, **about)
            self.outcomes(one, came, about)

    def owner(self, opinion):
        """R26: the first person asked, until it is handed over; so on every day in between."""
        handed = opinion.taken("hand-over", self.today)
        return handed[-1].values["to"] if handed else opinion["first_asked"]

    def finishes(self, opinion):
        """What came of it, step by step; a pledge that is voided never was (§6)."""
        return [step for step in opinion.taken("finish", self.today)
                if not step.values.get("pledge") or not self.book.find(step.values["pledge"]).void]

    def outcome(self, opinion):
        """The outcome that settles it on the day: not `continuing`, no pledge that was withdrawn (§6)."""
        steps = self.finishes(opinion)
        if not steps or steps[-1].values["outcome"] == "continuing":
            return None
        pledge = steps[-1].values.get("pledge")
        return None if pledge and self.book.find(pledge).taken("withdraw", self.today) else steps[-1].values["outcome"]

    def outcomes(self, one, came, about):
        opened, due = came, came + timedelta(self.limit("result", came))
        for step in self.finishes(one):
            if step.values["outcome"] == "continuing":
                # It is not settled: it is asked again by the new day.
                self.term("opinion-result", opened=opened, due=due, ended=step.day, why="continued", **about)
                opened = step.day
                due = on(step.values.get("due")) or opened + timedelta(self.limit("result", opened))
                continue
            self.counted("opinion-result", 1, [Deed(step.day, step.entered, one.ref)], opened=opened, due=due,
                         **about)
            pledge = step.values.get("pledge")
            gone = pledge and self.book.find(pledge).first("withdraw", self.today)
            if not gone:
                return
            # Adopted as long as the pledge stands: its withdrawal opens it again.
            opened, due = gone, gone + timedelta(self.limit("result", gone))
        self.term("opinion-result", opened=opened, due=due, **about)

    def desk(self):
        """R27: nobody waits longer than was promised; nothing makes that good."""
        for one in self.book.all("service", self.today):
            if one["minutes"] and one["promised_minutes"] and int(one["minutes"]) > int(one["promised_minutes"]):
                day = on(one["date"])
                self.term("promise-limit", unit=one["unit"], ref=one.ref, opened=day, due=day, over="broken")

    # -- R32, R34, R35, R38: pledges.

    def pledges(self):
        for one in self.book.all("pledge", self.today):
            made, deadline = on(one["pledged_on"]), on(one["deadline"])
            published, gone = (one.first(verb, self.today) for verb in ("publish", "withdraw"))
            finished = one.deed("finish", self.today)
            about = dict(unit=one["unit"], person=one["responsible"], ref=one.ref)
            due = made + timedelta(self.limit("publish", made))
            self.counted("pledge-unpublished", 1, one.deed("publish", self.today), opened=made, due=due, ended=gone,
                         why="withdrawn", **about)
            if any(one[field] is None for field in ("content", "deadline", "measures", "responsible")):
                self.term("pledge-incomplete", opened=made, due=published or due, ended=gone, why="withdrawn", **about)
            if not published:
                continue
            self.deadlines(one, published, deadline, finished, gone, about)
            told = deeds_of([entry for entry in self.book.all("progress", min(self.today, CLOSES))
                          if entry["pledge"] == one.ref])
            # Done: that is told too, and no term runs on.
            over = bool(finished) and finished[0].day <= CLOSES
            if over:
                told = [deed for deed in told if deed.day < finished[0].day] + finished
            self.intervals("pledge-silent", "silence", published, told, gone, "withdrawn",
                           over=over, **about)
            if one["key"] == "true":
                listed = finished + one.deed("continue", self.today)
                self.counted("pledge-lists", 1, listed, opened=published, due=CLOSES, ended=gone, why="withdrawn", **about)

    def deadlines(self, one, published, deadline, finished, gone, about):
        percents = [entry for entry in self.book.all("progress", self.today)
                    if entry["pledge"] == one.ref and entry["percent"]]
        percent = int(percents[-1]["percent"]) if percents else 0
        opened, due = published, deadline
        for step in [*one.taken("continue", self.today), None]:
            fields = dict(opened=opened, due=due, ended=step.day if step else gone,
                          why="continued" if step else "withdrawn", **about)
            self.counted("pledge-overdue", 1, [] if step else finished, **fields)
            # 慢序时: the share of the time gone, from the publication on, is ahead of the percent.
            length = (due - published).days
            passed = (self.today - published).days
            behind = self.today <= due and 100 * passed > (percent + self.now.get("behind_by", 20)) * length
            self.counted("pledge-behind", 1, [] if step else finished, behind=behind, **fields)
            if step:
                opened, due = step.day, on(step.values["new_deadline"])

    # -- R9, R31.

    def rectified(self):
        for one in self.book.all("problem", self.today):
            self.counted("problem-open", 1, one.deed("fix", self.today), unit=one["unit"], person=one["responsible"], ref=one.ref,
                         opened=on(one["date"]), due=on(one["deadline"]) or CLOSES)
        for one in self.book.all("inspection", self.today):
            if one["requirement"]:
                self.counted("inspection-open", 1, one.deed("rectify", self.today), unit=one["unit"], ref=one.ref,
                             opened=on(one["date"]), due=on(one["due"]) or CLOSES)

    # -- §10.3: who has left is responsible for nothing; what is open in his name is to be handed over.

    def left(self):
        open_matters = [(one, one["responsible"]) for one in self.book.all("pledge", self.today)
                        if not one.taken("finish", self.today) and not one.taken("withdraw", self.today)]
        open_matters += [(one, one["responsible"]) for one in self.book.all("problem", self.today)
                         if not one.taken("fix", self.today)]
        open_matters += [(one, one["helper"]) for one in self.book.all("pair", self.today)
                         if not one["until"] or on(one["until"]) >= self.today]
        open_matters += [(one, self.owner(one)) for one in self.book.all("opinion", self.today)
                         if not one.taken("reply", self.today) or not self.outcome(one)]
        for one, person in open_matters:
            if person in self.persons and not self.post(person, self.today):
                until = self.book.posts[person][-1].until
                if until and until < self.today:
                    unit = self.unit_of(person, until) if one.kind == "pair" else one["unit"]
                    self.term("left-responsible", unit=unit, person=person, ref=one.ref, opened=until, due=until)

    # -- R43: comments by the leader who has the division in charge.

    def chief(self, unit, day):
        for person in self.persons:
            post = self.post(person, day)
            if post and unit in post.in_charge:
                return person
        return None

    def comments(self, quota):
        for unit, _, _ in self.members(quota):
            chief = self.chief(unit, self.today)
            if not chief:
                continue
            own = []
            for one in self.book.all("evaluation", self.today):
                day = on(one["date"])
                if one["step"] == "leader_comment" and self.within(self.subject_unit(one["subject"], day), unit) \
                        and one["by"] == self.chief(unit, day):
                    own.append(one)
            self.counted("comment-missing", 1, deeds_of(own), unit=unit, person=chief, opened=OPENS, due=CLOSES)

    def subject_unit(self, ref, day):
        record = self.book.find(ref)
        return record["unit"] if record.kind == "pledge" else self.unit_of(ref, day)

    # -- R33: whoever promised in public reports and is evaluated.

    def promisers(self):
        own = defaultdict(list)
        for one in self.book.all("pledge", self.today):
            if one.first("publish", self.today) and not one.first("withdraw", self.today):
                who = one["responsible"] if one["pledger_kind"] == "member" else one["unit"]
                own[who].append(one.ref)
        steps = self.book.all("evaluation", self.today)
        for who, pledges in own.items():
            for code, step in (("report-missing", "report"), ("evaluation-missing", "by_organisation"),
                               ("evaluation-missing", "by_masses")):
                deeds = deeds_of([one for one in steps if one["step"] == step and one["subject"] in [who, *pledges]])
                self.counted(code, 1, deeds, unit=self.unit_of(who, min(self.today, CLOSES)),
                             person=who if who in self.persons else None, opened=OPENS, due=CLOSES)

    # -- R10, R44: milestones and the summary.

    def milestones(self):
        for one in self.now["milestones"]:
            begins, due = on(one.get("from")) or OPENS, on(one["date"])
            for_every = one.get("kinds") or [None]
            rows = dict(meeting=("study", "topic", "study_kind"), opinion=("opinion", "topic", "channel"),
                        publication=("publicity", "title", "list"), submission=("submission", "report", "addressee"),
                        pledge=("pledge", "title", None), visit=("visit", "findings", "visit_kind"))
            if one.get("what") == "submission":
                # Handed in: to every addressee.
                for_every = ADDRESSEES
            deeds = []
            if "what" in one:
                kind, title, which = rows[one["what"]]
                found = [row for row in self.book.all(kind, self.today) if on(row[DAY.get(kind, "date")]) >= begins]
                if one["what"] == "meeting":
                    found = [row for row in found if row["study_kind"] == "meeting"]
                words = one.get("words", [])
                found = [row for row in found if not words or any(word in row[title] for word in words)]
                for wanted in for_every:
                    deeds += sorted(deeds_of([row for row in found if wanted in (None, row[which])]))[:1]
            elif one.get("done_on") and on(one["done_on"]) <= self.today:
                deeds = [Deed(on(one["done_on"]), on(one["done_on"]), None)]
            self.counted("milestone", len(for_every), deeds, period=str(due), opened=min(begins, due), due=due)

    def submissions(self):
        opened = on(PLAN["phases"][-1]["opens"])
        for addressee in ADDRESSEES:
            rows = [one for one in self.book.all("submission", self.today)
                    if one["addressee"] == addressee and on(one["submitted_on"]) >= opened]
            self.counted("summary-submission", 1, deeds_of(rows), period=str(CLOSES), opened=opened, due=CLOSES)

    # -- R19: likely doubles among households; a notice, from the entry of the second on.

    def doubles(self):
        known = [one for one in self.book.kinds["household"] if not one.void and one.entered <= self.today]
        known.sort(key=lambda one: (one.ref.split("-")[0], int(one.ref.split("-H")[1])))
        for at, one in enumerate(known):
            for other in known[at + 1:]:
                alike = one["name"] == other["name"] and any(one[key] and one[key] == other[key] for key in ("village", "phone"))
                known_on = max(one.entered, other.entered)
                if alike or (one["id_no"] and one["id_no"] == other["id_no"]):
                    self.term("duplicate", unit=other["unit"], ref=one.ref, opened=known_on, due=known_on, asked=False)

    # -- §12: a unit of which there is no record is one line; what is only encouraged goes unsaid.

    def is_silent(self, unit):
        """Whether no record of a day up to this one names it, one below it or one of their people."""
        if unit == next(iter(self.book.own.values())):
            # The file's own has none because nothing was entered: of that all is told.
            return False
        own = {ref for ref in self.units if self.within(ref, unit)}
        own |= {ref for ref in self.persons if self.post(ref, self.today) and self.within(self.unit_of(ref, self.today), unit)}

        def names(values):
            flat = (one for value in values for one in (value if isinstance(value, list) else [value]))
            return any(isinstance(one, str) and one in own for one in flat)

        for kind, records in self.book.kinds.items():
            for one in records:
                day = on(one[DAY.get(kind, "date")]) or one.entered
                if kind not in ("unit", "person") and not one.void and day <= self.today:
                    if names(one.values()) or any(names(step.values.values()) for step in one.steps):
                        return False
        return True

    def received(self, terms):
        lines, silent = [], defaultdict(list)
        known = {unit: self.is_silent(unit) for unit in {term.unit for _, term in terms if term.unit}}
        for (light, settled), term in terms:
            if light == "green" or not known.get(term.unit):
                lines.append(self.line(term, light, settled))
            elif light != "notice":
                silent[term.unit].append((light, term.due))
        for unit, stood in silent.items():
            light = "red" if any(light == "red" for light, _ in stood) else "blue"
            lines.append(self.line(Term("not-received", unit=unit, due=min(due for _, due in stood)), light, False))
        return lines

    # -- All together.

    def whole(self, code, quota, rows):
        opened, due = on(quota.get("from")) or OPENS, on(quota.get("until")) or CLOSES
        deeds = [deed for deed in deeds_of(rows) if deed.day >= opened]
        self.counted(code, quota.get("count", 1), deeds, opened=opened, due=due, asked=not quota.get("permissive"))

    def run(self):
        for at, quota in enumerate(PLAN["quotas"]):
            what, book, today = quota["what"], self.book, self.today
            if what == "reception":
                self.receptions(at, quota)
            elif what == "study-friday":
                self.fridays(quota)
            elif what == "study-week":
                self.study_week(quota)
            elif what == "discussion":
                self.asked_once("discussion-missing", quota, lambda unit, _: deeds_of(self.study(unit, ["discussion"])))
            elif what == "lecture":
                self.whole("lecture-none", quota, self.study(None, ["lecture", "forum"]))
            elif what == "three-entries":
                self.three_entries(quota)
            elif what == "research":
                self.asked_once("research-missing", quota, lambda _, person: deeds_of(
                    [one for one in book.all("research", today) if one["author"] == person]))
            elif what == "pairing":
                self.pairing(quota)
            elif what == "pledge":
                self.asked_once("pledge-none", quota, self.pledges_made)
            elif what == "comment":
                self.comments(quota)
            elif what == "report":
                self.promisers()
            elif what == "survey":
                self.whole("survey-missing", quota, [one for one in book.all("survey", today) if not one["subject"]])
            elif what == "publication":
                self.whole("publication-missing", quota,
                           [one for one in book.all("publicity", today) if one["list"] in quota.get("kinds", [])])
            elif what == "mechanism":
                self.whole("mechanism-missing", quota,
                           [one for one in book.all("mechanism", today) if one["state"] == "issued"])
        self.visits()
        self.opinions()
        self.desk()
        self.pledges()
        self.rectified()
        self.left()
        self.milestones()
        self.submissions()
        self.doubles()
        return self.received([(self.stand(term), term) for term in self.terms])

    def stand(self, term):
        """How a term stands on the day: its light, and whether nothing can be done any more."""
        if term.over == "broken":
            return "yellow", True
        last = term.due + timedelta(6) if term.over == "friday" else term.due
        lapsed = term.over in (True, "friday") and self.today > last
        return self.light(term), bool(term.done or term.ended or lapsed)

    def line(self, term, light, settled):
        show = lambda value: str(value) if value else "-"
        return " ".join([term.code, light, *map(show, (term.unit, term.person, term.ref, term.period)), str(term.due),
                         show(term.done), "late" if term.done and self.late_entries(term) else "-",
                         show(term.why if term.ended and not term.done else None), "settled" if settled else "open",
                         ",".join(sorted({deed.ref for deed in term.deeds if term.done and deed.ref})) or "-"])

    # -- §6: rates, each with numerator and denominator.

    def rates(self):
        today, book = self.today, self.book
        opinions = book.all("opinion", today)
        pledges = [one for one in book.all("pledge", today) if one.first("publish", today)]
        stood = [one for one in pledges if not one.first("withdraw", today)]

        def in_time(one):
            finished = one.first("finish", today)
            return finished and finished <= on(one["deadline"])

        due = [one for one in pledges if on(one["deadline"]) <= today
               and (one.first("withdraw", today) or LATEST) > on(one["deadline"])]
        overall = [one for one in book.all("survey", today) if not one["subject"]]
        ballots = lambda *names: sum(int(one[name]) for one in overall for name in names)
        return [
            ("reply_rate", sum(bool(one.first("reply", today)) for one in opinions), len(opinions)),
            ("resolution_rate", sum(bool(self.outcome(one)) for one in opinions), len(opinions)),
            ("adoption_rate", sum(self.outcome(one) == "adopted" for one in opinions), len(opinions)),
            ("call_back_rate", 0, sum(bool(one.first("reply", today)) for one in opinions)),
            ("call_back_satisfaction", 0, 0),
            ("on_time_rate", sum(bool(in_time(one)) for one in due), len(due)),
            ("completion_rate", sum(bool(one.first("finish", today)) for one in stood), len(stood)),
            ("satisfaction_rate", ballots("satisfied"), ballots("valid")),
            ("satisfied_or_mostly_rate", ballots("satisfied", "mostly"), ballots("valid")),
            ("return_rate", ballots("returned"), ballots("issued")),
        ]


def deeds_of(rows, **wanted):
    """Records as deeds, with the days of each and of its entry."""
    rows = (one for one in rows if all(one[key] == value for key, value in wanted.items()))
    return [Deed(on(one[DAY.get(one.kind, "date")]), one.entered, one.ref) for one in rows]


def one_a_day(deeds):
    """Of each day the deed that was entered first."""
    first = {}
    for deed in deeds:
        if deed.day not in first or deed.entered < first[deed.day].entered:
            first[deed.day] = deed
    return sorted(first.values())


def runs(days_of, all_days):
    """Writes days as runs of those that are looked at."""
    at = [all_days.index(day) for day in days_of]
    parts = []
    for place in at:
        if parts and parts[-1][1] + 1 == place:
            parts[-1][1] = place
        else:
            parts.append([place, place])
    name = lambda place: f"{all_days[place]:%m-%d}"
    return ",".join(name(first) if first == last else f"{name(first)}..{name(last)}" for first, last in parts)


def main():
    print(f"# Made by model.py {NAME}. Each line: what stands on the days after @, which are those of the head.")
    for title, looked in (("check", DAYS), ("check --known-on", KNOWN)):
        if not looked:
            continue
        print(f"\n== {title}: " + " ".join(f"{day:%m-%d}" for day in looked))
        told = defaultdict(list)
        for day in looked:
            seen = defaultdict(int)
            for line in Check(day, LATEST if looked is DAYS else day).run():
                seen[line] += 1
                # Two that read alike are two.
                told[line, seen[line]].append(day)
        for (line, _), at in sorted(told.items(), key=lambda one: (order(one[0][0]), one[1])):
            print(f"{line} @ {runs(at, looked)}")
    print("\n== report rates: " + " ".join(f"{day:%m-%d}" for day in DAYS))
    told = defaultdict(list)
    for day in DAYS:
        for name, above, below in Check(day).rates():
            told[f"{name} {above} {below}"].append(day)
    for line, at in sorted(told.items(), key=lambda one: (one[0].split()[0], one[1])):
        print(f"{line} @ {runs(at, DAYS)}")


def order(line):
    """By code, whom and what it is about and its day; the light as the days go."""
    code, _, *rest = line.split(" ")
    return code, rest[:5]


if __name__ == "__main__":
    main()
