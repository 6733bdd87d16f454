#!/usr/bin/env python3
"""Checks every NAME.json beside this file against NAME.txt. Standard library only."""
import collections, glob, json, os, re, sys

HERE = os.path.dirname(os.path.abspath(__file__))
KINDS = set("""emergency_declaration border_closure border_control alert_raised alert_lowered alert_level
security_reinforced screening patrol deployment withdrawal site_protection evacuation closure lockdown suspension
cancellation meeting review monitoring coordination advisory hotline safety_check measures_unspecified
movement_restriction""".split())
STATUSES = set("""announced planned in_force completed under_review possible claimed reported extended eased lifted
denied""".split())
CODES = set("""LEVEL_REVIEW LEVEL_CHANGE SERVICE_ALERT STATE_OF_EMERGENCY BORDER_CLOSURE BORDER_CONTROL
TRAFFIC_MONITORING TRANSPORT_SECURITY TRANSPORT_SUSPENSION SCREENING SITE_PROTECTION DIPLOMATIC_PROTECTION PATROLS
TACTICAL_DEPLOYMENT MILITARY_SUPPORT EVACUATION SHELTER CLOSURE EVENT_CANCELLED EVENT_SECURITY MOVEMENT_RESTRICTION
CRISIS_MEETING INTEL_COORDINATION PUBLIC_ADVICE SAFETY_CHECK""".split())
ROLES = {"publisher", "relay", "primary"}
TYPES = {"outlet", "agency", "official", "company", "anonymous", "claimant", "expert"}
KEYS = {"kind", "kind_alt", "measure_code", "iso", "iso2", "summary", "status", "span", "occurrence", "trigger",
        "actor", "place", "chain", "time", "note"}
TIME = re.compile(r"\d{4}-\d\d(-\d\d(T\d\d:\d\d)?)?$")

bad = []
kinds, statuses, files = collections.Counter(), collections.Counter(), []


def find(text, span, occurrence):
    at = -1
    for _ in range(occurrence):
        at = text.find(span, at + 1)
        if at < 0:
            return -1
    return at


def sentence_around(text, start, end):
    """Loose: from the previous sentence end or newline to the next one."""
    before = max((m.end() for m in re.finditer(r"[.!?]['\"”’]?\s|\n", text[:start])), default=0)
    after = re.search(r"[.!?]['\"”’]?(\s|$)|\n", text[end:])
    return text[before:end + (after.end() if after else len(text))]


for path in sorted(glob.glob(os.path.join(HERE, "*.json"))):
    name = os.path.basename(path)[:-5]
    text_path = path[:-5] + ".txt"

    def err(i, what):
        bad.append("%s[%s]: %s" % (name, i, what))

    if not os.path.exists(text_path):
        err("-", "no text file")
        continue
    text = open(text_path, encoding="utf-8").read()
    doc = json.load(open(path, encoding="utf-8"))
    if set(doc) != {"published", "outlet", "records"}:
        err("-", "top-level keys %s" % sorted(doc))
    if not TIME.match(doc["published"]):
        err("-", "published %r" % doc["published"])
    seen = set()
    for i, r in enumerate(doc["records"]):
        if set(r) != KEYS:
            err(i, "keys %s" % sorted(set(r) ^ KEYS))
            continue
        at = find(text, r["span"], r["occurrence"])
        if at < 0:
            err(i, "span not found: %r" % r["span"])
        elif "\n" in r["span"]:
            err(i, "span crosses a line: %r" % r["span"])
        elif r["trigger"] not in r["span"] and r["trigger"] not in sentence_around(text, at, at + len(r["span"])):
            err(i, "trigger %r not in %r" % (r["trigger"], r["span"]))
        if not r["trigger"]:
            err(i, "empty trigger")
        for k in [r["kind"]] + r["kind_alt"]:
            if k not in KINDS:
                err(i, "kind %r" % k)
        if r["kind"] in r["kind_alt"]:
            err(i, "kind repeated in kind_alt")
        if r["status"] not in STATUSES:
            err(i, "status %r" % r["status"])
        if r["measure_code"] is not None and r["measure_code"] not in CODES:
            err(i, "code %r" % r["measure_code"])
        if r["iso"] is not None and not re.match(r"[A-Z]{2}$", r["iso"]):
            err(i, "iso %r" % r["iso"])
        if r["iso2"] is not None and (r["iso"] is None or not re.match(re.escape(r["iso"]) + r"-[A-Z0-9]{1,3}$", r["iso2"])):
            err(i, "iso2 %r" % r["iso2"])
        if r["time"] is not None and not TIME.match(r["time"]):
            err(i, "time %r" % r["time"])
        if r["place"] == "" or r["actor"] == "":
            err(i, "empty place or actor")
        if r["place"] is not None and r["place"].lower() not in text.lower():
            err(i, "place not in text: %r" % r["place"])
        if not r["chain"] or r["chain"][0]["role"] != "publisher":
            err(i, "chain does not start with the publisher")
        for c in r["chain"]:
            if c["role"] not in ROLES or c["type"] not in TYPES or not c["name"]:
                err(i, "chain %r" % c)
            if c["role"] == "primary" and not isinstance(c.get("anonymous"), bool):
                err(i, "primary without anonymous: %r" % c)
        key = (r["span"], r["occurrence"], r["kind"], r["iso"])
        if key in seen:
            err(i, "same record twice: %r" % (key,))
        seen.add(key)
        kinds[r["kind"]] += 1
        statuses[r["status"]] += 1
    words = len(text.split())
    files.append((name, words, len(doc["records"])))
    low, high = (250, 600) if doc["records"] else (150, 350)
    if not low <= words <= high:
        err("-", "%d words" % words)
for path in glob.glob(os.path.join(HERE, "*.txt")):
    if not os.path.exists(path[:-4] + ".json"):
        bad.append("%s: no json" % os.path.basename(path))

for f in files:
    print("%-28s %4d words %3d records" % f)
print("kinds:", ", ".join("%s %d" % k for k in kinds.most_common()))
print("statuses:", ", ".join("%s %d" % k for k in statuses.most_common()))
print("%d files, %d records, %d problems" % (len(files), sum(kinds.values()), len(bad)))
for b in bad:
    print("PROBLEM", b)
sys.exit(1 if bad else 0)
