#!/usr/bin/env python3
"""Builds one preset, runs its tests by ctest and the whole-program tests, and prints one closing line.

usage: run_tests.py [--preset dev] [--only unit|crash|browser|program] [--filter REGEX]
"""
import argparse
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# What a test prints when it cannot run for want of the shared data.
SHARED_SKIP = "../shared is absent"


class Tally:
    def __init__(self):
        self.passed, self.failed, self.skips = 0, [], []

    def closing(self):
        for reason in self.skips:
            print(f"skipped: {reason}")
        for name in self.failed:
            print(f"FAILED: {name}")
        print(f"{self.passed} passed, {len(self.failed)} failed")
        return 0 if not self.failed else 1


def build(preset):
    log = ROOT / "build" / f"{preset}.log"
    log.parent.mkdir(exist_ok=True)
    with open(log, "w") as out:
        if not (ROOT / "build" / preset / "build.ninja").exists():
            subprocess.run(["cmake", "--preset", preset], cwd=ROOT, stdout=out, stderr=out)
        done = subprocess.run(["ninja", "-C", f"build/{preset}"], cwd=ROOT, stdout=out, stderr=out)
    if done.returncode:
        print("".join(open(log).readlines()[-60:]))
    return done.returncode == 0


def run_unit(preset, pattern, tally):
    report = ROOT / "build" / preset / "tests.xml"
    report.unlink(missing_ok=True)
    command = ["ctest", "--test-dir", f"build/{preset}", "-j", "2", "--output-on-failure", "--output-junit", str(report), "-Q"]
    if pattern:
        command += ["-R", pattern]
    subprocess.run(command, cwd=ROOT)
    if not report.exists():
        tally.failed.append("ctest gave no report")
        return
    for case in ElementTree.parse(report).getroot().iter("testcase"):
        name, status = case.get("name"), case.get("status")
        output = case.findtext("system-out") or ""
        if status == "run" and "[  SKIPPED ]" in output and "[       OK ]" not in output:
            status = "notrun"
        if status == "run":
            tally.passed += 1
        elif status in ("notrun", "disabled"):
            reason = re.search(r"skipped: (.*)", output)
            tally.skips.append(f"{name}: {reason.group(1) if reason else 'no reason given'}")
        else:
            tally.failed.append(name)
            print(f"--- {name}\n{output[-4000:]}")


def run_program(name, command, tally):
    """A program that prints 'ok NAME', 'FAILED NAME: why' or 'skipped NAME: why' lines, one a test."""
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    print(done.stdout, end="")
    seen = False
    for line in done.stdout.splitlines():
        if line.startswith("ok "):
            tally.passed += 1
            seen = True
        elif line.startswith("FAILED "):
            tally.failed.append(f"{name}: {line[7:]}")
            seen = True
        elif line.startswith("skipped "):
            tally.skips.append(f"{name}: {line[8:]}")
            seen = True
    if done.returncode and not any(f.startswith(name) for f in tally.failed):
        tally.failed.append(f"{name}: exit code {done.returncode}")
    elif not seen:
        tally.failed.append(f"{name}: ran no test")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--preset", default=os.environ.get("TOCSIN_TEST_PRESET", "dev"))
    parser.add_argument("--only", choices=["unit", "program", "crash", "browser"])
    parser.add_argument("--filter", default="")
    options = parser.parse_args()
    tally = Tally()
    if not build(options.preset):
        print("0 passed, 1 failed")
        return 1
    binary = f"build/{options.preset}/tocsin"
    if options.only in (None, "unit"):
        run_unit(options.preset, options.filter, tally)
    if options.only in (None, "program"):
        run_program("program", ["python3", "tests/program.py", "--tocsin", binary], tally)
    if options.only in (None, "program"):
        run_program("board", ["python3", "tests/board.py", "--tocsin", binary], tally)
    if options.only in (None, "program"):
        run_program("mail", ["python3", "tests/mail.py", "--tocsin", binary], tally)
    if options.only in (None, "crash"):
        run_program("crash", ["python3", "tests/crash.py", "--tocsin", binary], tally)
        run_program("overload", ["python3", "tests/overload.py", "--tocsin", binary], tally)
    if options.only in (None, "browser"):
        run_program("browser", ["tests/browser/run.sh", binary], tally)
    if os.environ.get("TOCSIN_REQUIRE_SHARED") == "1":
        for skip in [s for s in tally.skips if SHARED_SKIP in s]:
            tally.skips.remove(skip)
            tally.failed.append(f"{skip} (TOCSIN_REQUIRE_SHARED=1)")
    return tally.closing()


if __name__ == "__main__":
    sys.exit(main())
