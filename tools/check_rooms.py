#!/usr/bin/env python3
"""Fails when a file includes a room that ARCHITECTURE.md does not put below its own, or breaks a ban of its room.

The order is read from the table in ARCHITECTURE.md itself (rows `| room | includes | ...`), so the map cannot rot.
"""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Words that a room's question rules out: time, chance and the outside in world; our nouns in engine and base.
BANS = {
    "world": r"#include <(chrono|random|thread|mutex|fstream|iostream|filesystem|sys/|unistd)|system_clock|\brand\(",
    "engine": r"\b(Alert|Incident|Person|Check|Measure|Ask|Answer)[A-Z]?\w*\b",
    "base": r"\b(alert|incident|journal|circle|roll_call)s?\b(?!\w)",
}


def allowed():
    rooms = {}
    for line in (ROOT / "ARCHITECTURE.md").read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        match = re.fullmatch(r"`(\w+)`", cells[0]) if len(cells) >= 4 else None
        if match:
            rooms[match.group(1)] = set(re.findall(r"`(\w+)`", cells[1]))
    return rooms


def main():
    rooms, errors = allowed(), []
    if len(rooms) < 10:
        sys.exit("ARCHITECTURE.md has no table of rooms")
    for folder in sorted(p.name for p in (ROOT / "src").iterdir() if p.is_dir()):
        if folder not in rooms:
            errors.append(f"src/{folder}: is not a room of ARCHITECTURE.md")
    for path in sorted((ROOT / "src").rglob("*.*")):
        if path.suffix not in (".h", ".cc"):
            continue
        room = path.relative_to(ROOT / "src").parts[0]
        is_test = path.stem.endswith(("_test", "_testing"))
        for number, line in enumerate(path.read_text().splitlines(), 1):
            include = re.match(r'#include "(\w+)/', line)
            if include and include.group(1) in rooms and include.group(1) != room and include.group(1) not in rooms[room]:
                errors.append(f"{path.relative_to(ROOT)}:{number}: {room} may not include {include.group(1)}")
            code = line.split("//")[0]
            if not is_test and room in BANS and re.search(BANS[room], code):
                errors.append(f"{path.relative_to(ROOT)}:{number}: not a word of room {room}: {line.strip()[:80]}")
        lines = path.read_text().count("\n")
        if lines > (800 if is_test else 600):
            errors.append(f"{path.relative_to(ROOT)}: {lines} lines are too many")
    for line in errors:
        print(line)
    print(f"rooms: {len(errors)} faults")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
