#!/usr/bin/env python3
"""Checks every crate of `cargo metadata` (standard input) against a checkout of the RustSec
advisory database, whose folder is the argument. Ends with 1 where an advisory applies; one that
only informs, such as of a crate that nobody maintains, is printed and no more."""
import json
import pathlib
import re
import sys
import tomllib

FENCE = re.compile(r"```toml\n(.*?)```", re.DOTALL)
COMPARISON = re.compile(r"\s*(>=|<=|>|<|=|\^|~)?\s*([0-9][^\s,]*)\s*")


def version(text):
    """A version as something that sorts: its numbers, then whether it is a release."""
    core, _, pre = text.split("+")[0].partition("-")
    numbers = [int(part) for part in core.split(".")]
    return (*numbers, *[0] * (3 - len(numbers)), pre == "", pre)


def fits(own, requirement):
    """Tells whether a version fulfils a requirement such as `>= 1.2.3, < 2`."""
    for operator, text in COMPARISON.findall(requirement):
        bound = version(text)
        numbers = [int(part) for part in text.partition("-")[0].split(".")]
        if operator in ("^", ""):
            kept = next((at for at, number in enumerate(numbers) if number), len(numbers) - 1)
            held = own >= bound and list(own[: kept + 1]) == numbers[: kept + 1]
        elif operator == "~":
            held = own >= bound and list(own[:2]) == numbers[:2]
        else:
            held = {
                ">=": own >= bound,
                "<=": own <= bound,
                ">": own > bound,
                "<": own < bound,
                "=": own == bound,
            }[operator]
        if not held:
            return False
    return True


def advisories(folder, crate):
    for path in sorted((folder / "crates" / crate).glob("*.md")):
        yield tomllib.loads(FENCE.search(path.read_text(encoding="utf-8"))[1])


def main():
    folder = pathlib.Path(sys.argv[1])
    if not (folder / "crates").is_dir():
        sys.exit(f"{folder} holds no folder crates of advisories")
    packages = [one for one in json.load(sys.stdin)["packages"] if one["source"]]
    looked, harmful = 0, False
    for package in packages:
        own = version(package["version"])
        for data in advisories(folder, package["name"]):
            looked += 1
            advisory, known = data["advisory"], data.get("versions", {})
            sound = known.get("patched", []) + known.get("unaffected", [])
            if advisory.get("withdrawn") or any(fits(own, requirement) for requirement in sound):
                continue
            informs = advisory.get("informational")
            harmful = harmful or not informs
            name = f'{package["name"]} {package["version"]}'
            print(f'{name}: {advisory["id"]} {informs or "vulnerability"}')
    print(f"{len(packages)} crates checked against {looked} advisories of theirs")
    sys.exit(1 if harmful else 0)


main()
