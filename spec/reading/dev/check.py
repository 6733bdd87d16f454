#!/usr/bin/env python3
"""Checks every NAME.json of this folder against NAME.txt. Standard library only."""
import collections, datetime, glob, json, os, re, sys

HERE = os.path.dirname(os.path.abspath(__file__))
KINDS = set("""emergency_declaration border_closure border_control alert_raised alert_lowered alert_level
security_reinforced screening patrol deployment withdrawal site_protection evacuation closure lockdown suspension
cancellation meeting review monitoring coordination advisory hotline safety_check measures_unspecified
movement_restriction""".split())
STATUSES = set("""announced planned in_force completed under_review possible claimed reported extended eased
lifted denied""".split())
CODES = set("""LEVEL_REVIEW LEVEL_CHANGE SERVICE_ALERT STATE_OF_EMERGENCY BORDER_CLOSURE BORDER_CONTROL
TRAFFIC_MONITORING TRANSPORT_SECURITY TRANSPORT_SUSPENSION SCREENING SITE_PROTECTION DIPLOMATIC_PROTECTION PATROLS
TACTICAL_DEPLOYMENT MILITARY_SUPPORT EVACUATION SHELTER CLOSURE EVENT_CANCELLED EVENT_SECURITY MOVEMENT_RESTRICTION
CRISIS_MEETING INTEL_COORDINATION PUBLIC_ADVICE SAFETY_CHECK""".split())
FIELDS = set("""kind kind_alt measure_code iso iso2 summary status span occurrence trigger actor place chain time
note""".split())
ROLES = {"publisher", "relay", "primary"}
TYPES = {"outlet", "agency", "official", "company", "anonymous", "claimant", "expert"}
errors = []
kinds, statuses = collections.Counter(), collections.Counter()


def bad(name, what):
    errors.append("%s: %s" % (name, what))


def sentence(text, start, end):
    """The line around the span, cut at full stops followed by a space and a capital (generous)."""
    a = max([text.rfind("\n", 0, start) + 1] + [m.end() for m in re.finditer(r'[.!?]["”\']?\s+(?=[A-Z"“*])', text[:start])])
    m = re.compile(r'[.!?]["”\']?(\s|$)|\n').search(text, end - 1)
    return text[a:(m.end() if m else len(text))]


for path in sorted(glob.glob(os.path.join(HERE, "*.json"))):
    name = os.path.basename(path)[:-5]
    with open(path, encoding="utf-8") as f:
        doc = json.load(f)
    with open(path[:-5] + ".txt", encoding="utf-8", newline="") as f:
        text = f.read()
    words = len(text.split())
    lo, hi = (250, 600) if doc["records"] else (150, 350)
    if not lo <= words <= hi:
        bad(name, "%d words" % words)
    if "\r" in text or "\n\n" not in text:
        bad(name, "line ends or paragraphs")
    if set(doc) != {"published", "outlet", "records"}:
        bad(name, "top fields %s" % sorted(doc))
    try:
        datetime.datetime.strptime(doc["published"], "%Y-%m-%dT%H:%M")
    except ValueError:
        try:
            datetime.datetime.strptime(doc["published"], "%Y-%m-%d")
        except ValueError:
            bad(name, "published")
    seen = set()
    for i, r in enumerate(doc["records"]):
        n = "%s[%d] %r" % (name, i, r.get("span", "")[:50])
        if set(r) != FIELDS:
            bad(n, "fields %s" % sorted(set(r) ^ FIELDS))
            continue
        kinds[r["kind"]] += 1
        statuses[r["status"]] += 1
        if r["kind"] not in KINDS or not set(r["kind_alt"]) <= KINDS or r["kind"] in r["kind_alt"]:
            bad(n, "kind")
        if r["status"] not in STATUSES:
            bad(n, "status")
        if r["measure_code"] is not None and r["measure_code"] not in CODES:
            bad(n, "code")
        if r["iso"] is not None and not re.fullmatch("[A-Z]{2}", r["iso"]):
            bad(n, "iso")
        if r["iso2"] is not None and not re.fullmatch("%s-[A-Z0-9]{1,3}" % r["iso"], r["iso2"]):
            bad(n, "iso2")
        if r["summary"] not in (True, False) or (r["iso"] is None and not r["summary"] and r["kind"] != "safety_check"):
            bad(n, "iso null without summary")
        at, start = -1, 0
        for _ in range(r["occurrence"]):
            at = text.find(r["span"], start)
            start = at + 1
            if at < 0:
                break
        if at < 0:
            bad(n, "span not found (occurrence %d)" % r["occurrence"])
            continue
        if "\n" in r["span"] or r["span"] != r["span"].strip():
            bad(n, "span crosses a line or has outer spaces")
        sent = sentence(text, at, at + len(r["span"]))
        if not r["trigger"] or (r["trigger"] not in r["span"] and r["trigger"] not in sent):
            bad(n, "trigger %r" % r["trigger"])
        for field in ("actor", "place"):
            if r[field] is not None and not r[field].strip():
                bad(n, field)
        if r["actor"] is not None and r["actor"] not in text:
            bad(n, "actor %r not in the text" % r["actor"])
        c = r["chain"]
        if not c or c[0]["role"] != "publisher" or c[0]["name"] != doc["outlet"]:
            bad(n, "chain does not start with the publisher")
        for p in c:
            if p["role"] not in ROLES or p["type"] not in TYPES or not p["name"]:
                bad(n, "chain party %s" % p)
            if p["role"] == "primary" and not isinstance(p.get("anonymous"), bool):
                bad(n, "primary without anonymous flag")
        if [p["role"] for p in c].count("publisher") != 1 or [p["role"] for p in c].count("primary") > 1:
            bad(n, "chain roles")
        if r["time"] is not None:
            try:
                datetime.date.fromisoformat(r["time"][:10])
            except ValueError:
                bad(n, "time")
        key = (r["kind"], r["iso"], at, len(r["span"]))
        if key in seen:
            bad(n, "duplicate")
        seen.add(key)
    print("%-28s %3d words %2d records" % (name, words, len(doc["records"])))
for path in glob.glob(os.path.join(HERE, "*.txt")):
    if not os.path.exists(path[:-4] + ".json"):
        bad(os.path.basename(path), "no json")
print("kinds:", ", ".join("%s %d" % kv for kv in kinds.most_common()), "| none:", ", ".join(sorted(KINDS - set(kinds))) or "-")
print("statuses:", ", ".join("%s %d" % kv for kv in statuses.most_common()), "| none:", ", ".join(sorted(STATUSES - set(statuses))) or "-")
for e in errors:
    print("ERROR", e)
sys.exit(1 if errors else 0)
