"""Validates folders of exports by the datapackage.json in each, with frictionless.

Usage: read_exports.py FOLDER…
"""

import os
import sys

import frictionless

for folder in sys.argv[1:]:
    os.chdir(folder)
    report = frictionless.validate("datapackage.json")
    faults = [(task.name, error.message) for task in report.tasks for error in task.errors]
    assert report.valid, (folder, report.errors, faults[:5])
    tables = [task for task in report.tasks if task.type == "table"]
    assert tables and any(task.stats.get("rows") for task in tables), (folder, "no row was read")
