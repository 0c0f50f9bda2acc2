#!/usr/bin/env python3
"""Plays random histories of some offices and loads what each exports into PostgreSQL, in random order,
twice, in parallel sessions and with failures in the middle: every table, proposal, conflict and rate there
is what the program says of the merged file.

usage: postgresql_law.py PROGRAM SOCKET [HISTORIES [SEED]]"""

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile

DAY = "2011-06-30"
KINDS = """unit person household pair visit reception pledge progress opinion service study research problem
survey evaluation mechanism publicity inspection submission passage post duty attachment notice""".split()
# What the program reads off its own file beside the record.
BESIDE = {"backfilled", "open_proposals", "accepted"}

program, socket = os.path.realpath(sys.argv[1]), sys.argv[2]
histories = int(sys.argv[3]) if len(sys.argv) > 3 else 2
seed = int(sys.argv[4]) if len(sys.argv) > 4 else random.randrange(10**6)


class Differs(Exception):
    pass


def sql(base, *args):
    line = ["psql", "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", "-h", socket, "-U", "huiyin", "-d", base]
    return subprocess.Popen(line + list(args), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def asked(base, query):
    run = sql(base, "-c", query)
    out, err = run.communicate()
    if run.returncode:
        raise Differs(f"{query}: {err}")
    return out.splitlines()


class History:
    def __init__(self, folder, chance):
        self.folder, self.chance = folder, chance
        env = {**os.environ, "HUIYIN_LANG": "en", "HUIYIN_TODAY": DAY}
        self.env = {**env, "HUIYIN_KEYS": os.path.join(folder, "keys")}

    def run(self, file, *args):
        """What a command answers, or nothing where it is refused; refusals are part of a history."""
        line = [program, "--db", file, "--no-input", *args]
        run = subprocess.run(line, cwd=self.folder, env=self.env, capture_output=True, text=True, check=False)
        return run.stdout if run.returncode == 0 else None

    def must(self, file, *args):
        answer = self.run(file, *args)
        if answer is None:
            raise Differs(f"{file}: {args} was refused")
        return answer

    def json(self, file, *args):
        return json.loads(self.run(file, *args, "--format", "json") or "[]")

    def begin(self, offices):
        self.must("ZD.db", "init", "--office", "ZD", "--name", "领导小组办公室", "--leading")
        for number in range(4):
            self.must("ZD.db", "person", "add", "--name", f"张{'一二三四'[number]}", "--rank", "staff")
        for code in offices:
            self.must("ZD.db", "unit", "add", "--name", f"{code}处", "--unit-kind", "division")
        for code in offices:
            self.must(f"{code}.db", "init", "--office", code, "--name", f"{code}处", "--from", "ZD.db")
        self.files = ["ZD.db"] + [f"{code}.db" for code in offices]
        # Records that everybody has, so that what is said of them meets.
        for file in self.files:
            for line in ["opinion add --channel hotline --topic 事 --first-asked ZD-M1 --date 2011-03-05",
                         "pledge add --title 事 --content c --measures m --responsible ZD-M1 --deadline 2011-05-31 --pledged-on 2011-03-01",
                         "household add --name 王一 --household-kind rural", "household add --name 王二 --household-kind rural"]:
                self.run(file, *line.split())
        for file in self.files[1:]:
            self.run("ZD.db", "merge", file, "--no-backup")
            self.run("ZD.db", "office", "admit", file[:2])
        for file in self.files[1:]:
            self.run(file, "merge", "ZD.db", "--no-backup")

    def ref(self, file, kind):
        refs = [one["ref"] for one in self.json(file, kind, "list")]
        return self.chance.choice(refs) if refs else f"{kind[0].upper()}1"

    def day(self):
        return f"2011-0{self.chance.randint(3, 6)}-{self.chance.randint(1, 28):02}"

    def step(self):
        chance = self.chance
        file = chance.choice(self.files)
        word = f"事{chance.randrange(1000)}"
        some = lambda kind: self.ref(file, kind)
        number = str(chance.randrange(100))
        person = f"ZD-M{chance.randint(1, 4)}"
        steps = {
            "opinion": lambda: ["opinion", "add", "--channel", "hotline", "--topic", word, "--date", self.day(), "--first-asked", person],
            "reply": lambda: ["opinion", "reply", some("opinion"), "--text", word, "--on", self.day()],
            "return": lambda: ["opinion", "return", some("opinion"), "--reason", word, "--on", self.day()],
            "finish": lambda: ["opinion", "finish", some("opinion"), "--outcome", chance.choice(["resolved", "continuing", "explained"]), "--on", self.day()],
            "adopt": lambda: ["opinion", "adopt", some("opinion"), "--title", word, "--deadline", "2011-09-30", "--responsible", person, "--content", "c", "--measures", "m"],
            "hand-over": lambda: ["opinion", "hand-over", some("opinion"), "--to", person],
            "opinion edit": lambda: ["opinion", "edit", some("opinion"), "--content", word],
            "pledge": lambda: ["pledge", "add", "--title", word, "--content", "c", "--measures", "m", "--responsible", person, "--deadline", self.day(), "--pledged-on", "2011-03-01", "--percent", number],
            "publish": lambda: ["pledge", "publish", some("pledge"), "--published-on", "2011-03-02"],
            "progress": lambda: ["pledge", "progress", some("pledge"), "--text", word, "--percent", number, "--date", self.day()],
            "done": lambda: ["pledge", "finish", some("pledge"), "--result", word, "--on", self.day()],
            "continue": lambda: ["pledge", "continue", some("pledge"), "--reason", word, "--new-deadline", "2011-12-31"],
            "pledge edit": lambda: ["pledge", "edit", some("pledge"), "--note", word],
            "from": lambda: ["pledge", "edit", some("pledge"), "--opinion", some("opinion")],
            "visit": lambda: ["visit", "add", "--date", self.day(), "--visitors", person, "--place-kind", "grassroots", "--findings", word, "--aid", f"{number}.5"],
            "study": lambda: ["study", "add", "--date", self.day(), "--topic", word, "--hours", "2.5", "--attendees", person],
            "household": lambda: ["household", "add", "--name", f"王{word}", "--household-kind", "rural", "--phone", "13800001234"],
            "household edit": lambda: ["household", "edit", some("household"), "--phone", f"138000012{number:>02}"],
            "redact": lambda: ["redact", some("household"), "--field", chance.choice(["name", "phone"]), "--reason", "r"],
            "survey": lambda: ["survey", "add", "--date", self.day(), *chance.choice([[], ["--subject", some("pledge")]]),
                               *"--issued 20 --returned 18 --valid 17 --satisfied 12 --mostly 3 --dissatisfied 2".split()],
            "evaluation": lambda: ["evaluation", "add", "--date", self.day(), "--subject", chance.choice([some("unit"), person]),
                                   *chance.choice([["--step", "report", "--text", word], ["--step", "by_organisation", "--rating", "good", "--by", person],
                                                   ["--step", "leader_comment", "--text", word]])],
            "notice": lambda: ["notice", "add", "--unit", some("unit"), "--due", "2011-07-31", "--findings", word],
            "answer": lambda: ["notice", chance.choice(["reply", "receive"]), some("notice"), *chance.choice([[], ["--text", word]])],
            "void": lambda: [kind := chance.choice(["opinion", "pledge", "progress", "visit"]), "void", some(kind), "--reason", word],
            "person": lambda: ["person", "add", "--name", f"李{word}", "--rank", "staff"],
            "person edit": lambda: ["person", "edit", some("person"), "--phone", f"1390000{number:>04}"],
            "same": lambda: ["household", "same", some("household"), some("household")],
            "undo": lambda: ["undo"],
            "redo": lambda: ["redo"],
            "admit": lambda: ["office", "admit", chance.choice(self.files)[:2]],
            "accept": lambda: ["proposal", chance.choice(["accept", "refuse"]), "1"],
            "resolve": lambda: ["conflict", "resolve", "1", "--take", "@1"],
        }
        often = ["merge"] * 4 + ["opinion", "reply", "pledge", "publish", "progress", "done", "household edit"] * 2
        step = chance.choice(often + list(steps))
        if step == "merge":
            self.run(file, "merge", chance.choice(self.files), "--no-backup")
        else:
            self.run(file, *steps[step]())

    def load(self, base):
        """Loads what every file exports, as it may come."""
        chance = self.chance
        scripts = []
        for file in self.files:
            for flags in [[], ["--psql"]]:
                script = os.path.join(self.folder, f"{file}{len(flags)}.sql")
                self.must(file, "export", "--to", "postgresql", *flags, "-o", script)
                scripts.append(script)
                with open(script, encoding="utf-8") as whole:
                    text = whole.read()
                # One that breaks off before its end leaves nothing.
                with open(script + ".cut", "w", encoding="utf-8") as cut:
                    cut.write(text[: text.rindex("select huiyin.take()")] + "select 1 / 0;\ncommit;\n")
                scripts.append(script + ".cut")
        chance.shuffle(scripts)
        while scripts:
            together = [scripts.pop() for _ in range(min(len(scripts), chance.randint(1, 4)))]
            runs = [(script, sql(base, "-f", script)) for script in together]
            for script, run in runs:
                _, err = run.communicate()
                if bool(run.returncode) != script.endswith(".cut"):
                    raise Differs(f"{script}: {err}")

    def merged(self):
        for file in self.files[1:]:
            self.run("ZD.db", "merge", file, "--no-backup")
        return "ZD.db"


def told(base, file, history):
    """What differs between a database and a file."""
    for kind in KINDS:
        here = {one["record"]: one for one in history.json(file, "export", kind)}
        rows = map(json.loads, asked(base, f"set huiyin.today = '{DAY}'; select row_to_json(t) from huiyin.\"{kind}\" as t"))
        there = {row["record"][2:]: row for row in rows}
        for record in here.keys() ^ there.keys():
            yield f"{kind} {record} {here.get(record, {}).get('ref')} is {'here' if record in here else 'there'} alone"
        for record in here.keys() & there.keys():
            mine, theirs = here[record], there[record]
            for key in mine.keys() - BESIDE - {"record"}:
                if mine[key] != theirs[key] and (mine[key], theirs[key]) != ([], None):
                    yield f"{mine['ref']} {key}: here {mine[key]!r}, there {theirs[key]!r}"
    rates = history.json(file, "report", "rates")
    here = {name: f"{rate['numerator']}|{rate['denominator']}" for name, rate in rates.items()
            if isinstance(rate, dict) and "numerator" in rate}
    for known in ["null", f"'{'2100-01-01'}'"]:
        there = dict(line.split("|", 1) for line in asked(base, f"select * from huiyin.rates('{DAY}', {known})"))
        if len(here) < 8 or here != there:
            yield f"rates known on {known}: here {here}, there {there}"
    # A record that stands without a ref is named by its kind here, and by the ref that is proposed there.
    for what, name, column in [("proposal", "record", "encode(record, 'hex')"), ("conflict", "ref", "ref")]:
        here = sorted({(one[name], one["field"] or "") for one in history.json(file, what, "list")})
        there = sorted({tuple(line.split("|")) for line in asked(base, f"select {column}, field from huiyin.{what}")})
        if here != there:
            yield f"{what}: here alone {[one for one in here if one not in there]}, there alone {[one for one in there if one not in here]}"


def main():
    chance = random.Random(seed)
    compared = {"change": 0, "proposal": 0, "conflict": 0, "erasure": 0, "standing": 0}
    for number in range(histories):
        folder = tempfile.mkdtemp()
        base = f"law_{seed}_{number}"
        history = History(folder, random.Random(chance.randrange(10**9)))
        try:
            history.begin(["LY", "JD", "BG"][: history.chance.randint(2, 3)])
            for _ in range(history.chance.randint(40, 120)):
                history.step()
            asked("postgres", f"drop database if exists {base}")
            asked("postgres", f"create database {base}")
            schema = os.path.join(folder, "schema.sql")
            history.must("ZD.db", "export", "--to", "postgresql", "--schema", "-o", schema)
            _, err = (run := sql(base, "-f", schema)).communicate()
            if run.returncode:
                raise Differs(err)
            history.load(base)
            differing = list(told(base, history.merged(), history))
            if not differing:
                # As an upgrade does: what follows from the log is computed anew.
                sql(base, "-f", schema).communicate()
                differing = list(told(base, "ZD.db", history))
            if differing:
                raise Differs("\n".join(differing[:30]))
        except Differs as differs:
            print(f"history {number} of seed {seed}, in {folder}:\n{differs}")
            sys.exit(1)
        for what in compared:
            compared[what] += int(asked(base, f"select count(*) from huiyin.{what}")[0])
        asked("postgres", f"drop database {base}")
        shutil.rmtree(folder)
    print(f"PostgreSQL says what the program says, of {histories} histories (seed {seed}): rows {compared}")


main()
