#!/usr/bin/env python3
"""Validates the archive of the example campaign with a library that is not ours.

    read_archive.py PROGRAM    needs bagit of PyPI
"""
import pathlib
import subprocess
import sys
import tempfile

import bagit

program = str(pathlib.Path(sys.argv[1]).resolve())
with tempfile.TemporaryDirectory() as folder:
    def run(*args):
        subprocess.run([program, *args], check=True, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    run("demo", "campaign")
    run("--db", "campaign/DZ.db", "--today", "2011-11-30", "--lang", "zh", "archive", "bag")
    bag = bagit.Bag(f"{folder}/bag")
    bag.validate()
    assert set(bag.algorithms) == {"sha256", "sha512"}, bag.algorithms
    assert bag.info["Bagging-Date"] == "2011-11-30", bag.info
    run("verify", "bag", "--exit-code")
    (pathlib.Path(folder) / "bag/data/plan.json").write_text("{}")
    assert not bag.is_valid(), "a changed file is not found"
    print(f"the archive is valid by bagit {bagit.VERSION}: {len(bag.payload_entries())} files")
