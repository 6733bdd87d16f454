#!/usr/bin/env python3
"""Checks every article/gold pair in this folder. Usage: python3 check.py [folder]"""
import collections
import json
import os
import re
import sys

KINDS = set("""emergency_declaration border_closure border_control alert_raised alert_lowered
alert_level security_reinforced screening patrol deployment withdrawal site_protection evacuation
closure lockdown suspension cancellation meeting review monitoring coordination advisory hotline
safety_check measures_unspecified movement_restriction""".split())
STATUSES = set("""announced planned in_force completed under_review possible claimed reported
extended eased lifted denied""".split())
CODES = set("""LEVEL_REVIEW LEVEL_CHANGE SERVICE_ALERT STATE_OF_EMERGENCY BORDER_CLOSURE
BORDER_CONTROL TRAFFIC_MONITORING TRANSPORT_SECURITY TRANSPORT_SUSPENSION SCREENING SITE_PROTECTION
DIPLOMATIC_PROTECTION PATROLS TACTICAL_DEPLOYMENT MILITARY_SUPPORT EVACUATION SHELTER CLOSURE
EVENT_CANCELLED EVENT_SECURITY MOVEMENT_RESTRICTION CRISIS_MEETING INTEL_COORDINATION PUBLIC_ADVICE
SAFETY_CHECK""".split())
ROLES = {"publisher", "relay", "primary"}
TYPES = {"outlet", "agency", "official", "company", "anonymous", "claimant", "expert"}
KEYS = {"kind", "kind_alt", "measure_code", "iso", "iso2", "summary", "status", "span",
        "occurrence", "trigger", "actor", "place", "chain", "time", "note"}
DATE = re.compile(r"\d{4}-\d{2}-\d{2}$")
STAMP = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2})?$")


def find(text, needle, occurrence):
    pos = -1
    for _ in range(occurrence):
        pos = text.find(needle, pos + 1)
        if pos < 0:
            return -1
    return pos


def sentence(text, start, end):
    """The line part between sentence ends that holds [start, end)."""
    left = text.rfind("\n", 0, start) + 1
    right = text.find("\n", end)
    right = len(text) if right < 0 else right
    first, last = left, right
    for m in re.finditer(r"[.!?][\"”’)]*\s+(?=[A-Z\"“‘(])", text[left:right]):
        cut = left + m.end()
        if cut <= start:
            first = cut
        elif left + m.start() + 1 >= end:
            last = cut
            break
    return text[first:last]


def check(base, counts, errors):
    text = open(base + ".txt", encoding="utf-8").read()
    doc = json.load(open(base + ".json", encoding="utf-8"))
    name = os.path.basename(base)

    def err(i, what):
        errors.append(f"{name} record {i}: {what}")

    if not STAMP.match(doc.get("published", "")):
        err("-", "published")
    if not doc.get("outlet"):
        err("-", "outlet")
    seen = set()
    for i, r in enumerate(doc["records"]):
        if set(r) != KEYS:
            err(i, f"keys {set(r) ^ KEYS}")
            continue
        counts[r["kind"]] += 1
        if r["kind"] not in KINDS:
            err(i, "kind " + r["kind"])
        for k in r["kind_alt"]:
            if k not in KINDS or k == r["kind"]:
                err(i, "kind_alt " + k)
        if r["measure_code"] is not None and r["measure_code"] not in CODES:
            err(i, "measure_code")
        if r["status"] not in STATUSES:
            err(i, "status " + str(r["status"]))
        if r["iso"] is not None and not re.match(r"[A-Z]{2}$", r["iso"]):
            err(i, "iso")
        if r["iso2"] is not None and (r["iso"] is None or not re.match(r"[A-Z]{2}-[A-Z0-9]{1,3}$", r["iso2"])
                                      or r["iso2"][:2] != r["iso"]):
            err(i, "iso2")
        if not isinstance(r["summary"], bool):
            err(i, "summary")
        if r["time"] is not None and not DATE.match(r["time"]):
            err(i, "time")
        pos = find(text, r["span"], r["occurrence"])
        if pos < 0:
            err(i, "span not found: " + r["span"])
            continue
        if "\n" in r["span"] or r["span"] != r["span"].strip():
            err(i, "span shape")
        if r["trigger"] not in r["span"]:
            if r["trigger"] not in sentence(text, pos, pos + len(r["span"])):
                err(i, "trigger outside span and sentence: " + r["trigger"])
        key = (pos, r["span"], r["kind"], r["iso"])
        if key in seen:
            err(i, "twice")
        seen.add(key)
        if r["actor"] is not None and r["actor"].lower() not in text.lower():
            err(i, "actor not in text: " + r["actor"])
        if not r["chain"] or r["chain"][0]["role"] != "publisher" or r["chain"][0]["name"] != doc["outlet"]:
            err(i, "chain must begin with the publisher")
        for c in r["chain"]:
            if c["role"] not in ROLES or c["type"] not in TYPES or not c["name"]:
                err(i, "chain entry " + str(c))
            if c["role"] == "primary" and not isinstance(c.get("anonymous"), bool):
                err(i, "primary without anonymous flag")
    return len(text.split()), len(doc["records"])


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__))
    counts, errors = collections.Counter(), []
    names = sorted(f[:-5] for f in os.listdir(folder) if f.endswith(".json"))
    texts = sorted(f[:-4] for f in os.listdir(folder) if f.endswith(".txt"))
    for odd in set(names) ^ set(texts):
        errors.append(odd + ": text or json missing")
    for n in sorted(set(names) & set(texts)):
        words, records = check(os.path.join(folder, n), counts, errors)
        print(f"{n}: {words} words, {records} records")
    for k, v in sorted(counts.items()):
        print(f"  {k} {v}")
    print("total", sum(counts.values()))
    for e in errors:
        print("ERROR", e)
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
