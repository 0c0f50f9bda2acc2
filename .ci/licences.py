#!/usr/bin/env python3
"""Refuses a crate whose licence does not allow what this program does with it.

    cargo metadata --format-version 1 --locked | licences.py
"""
import json
import re
import sys

ALLOWED = {
    "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC0-1.0",
    "MIT", "MIT-0", "Unicode-3.0", "Unlicense", "Zlib",
}


def allowed(licence):
    """Every part of it that holds at once must offer a licence of the list."""
    parts = re.split(r"\s+AND\s+", licence)
    return all(
        any(one.strip() in ALLOWED for one in re.split(r"\s+OR\s+|/", part.strip("() "))) for part in parts
    )


crates = [one for one in json.load(sys.stdin)["packages"] if one["source"]]
refused = [f"{one['name']} {one['version']}: {one['license']}" for one in crates if not allowed(one["license"] or "")]
if refused:
    sys.exit("\n".join(["licences that are not on the list:", *refused]))
print(f"the licences of {len(crates)} crates are on the list")
