#!/usr/bin/env python3
"""Writes data/scales/schemes.json and measures.json from a collection of researched scales.

    tools/make_scales.py FOLDER    # holds scales.json and measures.json

Facts are taken over: codes, names, ranks, dates, authorities, what is certain. Descriptions are not. The ids, the words
about certainty and expiry, and what each scale is missing are this file's own; a scale that has no line here stops it.
"""
import json
import pathlib
import re
import sys

# In the order of the collection: country, id (family-version), and what differs from the rule.
#   doubt: what of a scale is not sure; steps: the m of "n of m" where it is not the number of levels listed
#   (0: not known); set: codes are flags; authority: shorter; expiry: whether its levels end by themselves.
SCHEMES = [
    ("GB", "gb-threat-2006", {"expiry": "no end date"}),
    ("GB", "gb-threat-2019", {"expiry": "no end date"}),
    ("GB-NIR", "gb-nir-threat-2010", {}),
    ("FR", "fr-posture-2003", {"doubt": "names of the colours and the start year from memory"}),
    ("FR", "fr-posture-2014", {}),
    ("FR", "fr-posture-2016", {}),
    ("NL", "nl-threat-2005", {}),
    ("NL", "nl-threat-2016", {}),
    ("BE", "be-threat-2006", {"doubt": "Dutch names of 3 and 4 from memory", "authority": "OCAM/OCAD"}),
    ("LU", "lu-threat-vigilnat", {"doubt": "start not found, authority from memory"}),
    ("ES", "es-threat-2015", {"authority": "Ministerio del Interior"}),
    ("ES-PV", "es-pv-threat-ertzaintza", {"doubt": "names in English only, dates not found"}),
    ("IT", "it-threat-livello", {"doubt": "one level is known in public, the direction of the numbers is not",
                                 "steps": 0, "authority": "Ministero dell'Interno"}),
    ("RU", "ru-threat-2012", {"expiry": "at most 15 days at a time",
                              "authority": "regional anti-terrorist commissions; National Anti-Terrorism Committee"}),
    ("RU", "ru-threat-2023", {"expiry": "no end date",
                              "authority": "regional anti-terrorist commissions; National Anti-Terrorism Committee"}),
    ("RU", "ru-posture-2022", {}),
    ("US", "us-threat-2002", {}),
    ("US", "us-threat-2011", {"expiry": "each alert has an end date"}),
    ("US", "us-threat-2015", {"expiry": "each alert has an end date"}),
    ("CA", "ca-threat-2016", {"doubt": "French names from memory", "expiry": "reviewed every four months"}),
    ("AU", "au-threat-ntpas", {"doubt": "start year not found"}),
    ("AU", "au-threat-2015", {"same": [["LOW", "NOT_EXPECTED"], ["MEDIUM", "POSSIBLE"], ["HIGH", "PROBABLE"],
                                       ["EXTREME", "EXPECTED"], ["EXTREME", "CERTAIN"]]}),
    ("NZ", "nz-threat-to2026", {"doubt": "start year not found"}),
    ("NZ", "nz-threat-2026", {"doubt": "the place of one of the five is inferred",
                              "same": [["LOW", "POSSIBLE"], ["HIGH", "HIGHLY_LIKELY"]]}),
    ("IE", "ie-threat-words", {}),
    ("DK", "dk-threat-vtd", {"doubt": "names of 1 to 3 from a parallel scale, start of the numbers not found"}),
    ("SE", "se-threat-2010", {"doubt": "start year not found"}),
    ("NO", "no-threat-words", {}),
    ("NO", "no-threat-2019", {"doubt": "end not found"}),
    ("NO", "no-threat-five", {"doubt": "began between August 2023 and November 2024"}),
    ("FI", "fi-threat-words", {}),
    ("FI", "fi-threat-2017", {"doubt": "ended between March 2024 and March 2025"}),
    ("FI", "fi-threat-five", {"doubt": "only level 3 found", "steps": 5}),
    ("PL", "pl-posture-2011", {"expiry": "each order has a start and an end"}),
    ("PL", "pl-posture-2016", {"expiry": "each order has a start and an end"}),
    ("CZ", "cz-threat-2016", {}),
    ("CZ", "cz-threat-2025", {"expiry": "set for a fixed time", "same": [["1", "B"]]}),
    ("SK", "sk-threat-four", {"doubt": "names not found"}),
    ("HU", "hu-threat-letters", {"doubt": "dates not found"}),
    ("HU", "hu-threat-numbers", {"doubt": "that 4 is the lowest is inferred"}),
    ("RO", "ro-threat-2004", {"doubt": "words for orange and red from memory"}),
    ("RO", "ro-threat-2020", {"doubt": "colours of 3 and 4 from memory"}),
    ("AT", "at-threat-five", {"doubt": "names of 1, 2 and 5 not found", "steps": 5}),
    ("DE", "de-threat-words", {}),
    ("CH", "ch-threat-words", {}),
    ("KR", "kr-threat-four", {"doubt": "change of authority in 2016 from memory",
                              "authority": "National Counter-Terrorism Center; to 2016 NIS"}),
    ("EU", "eu-response-2013", {"doubt": ""}),
    ("UN", "un-threat-2011", {"doubt": "start year from memory"}),
    ("US", "us-fpcon-2001", {}),
    ("US", "us-marsec-2002", {"doubt": "start year from memory"}),
    ("INT", "int-isps-2004", {"doubt": "start from memory"}),
    ("INT", "int-gdacs-alert", {}),
    ("US", "us-travel-2018", {}),
    ("GB", "gb-travel-2013", {"doubt": "start year from memory", "set": True}),
    ("CA", "ca-travel-four", {"doubt": "names from memory, codes inferred"}),
    ("AU", "au-travel-four", {}),
    ("DE", "de-travel-flags", {"set": True}),
    ("FR", "fr-travel-2013", {}),
    ("NL", "nl-travel-colours", {"doubt": "start year not found"}),
    ("JP", "jp-travel-2015", {}),
    ("KR", "kr-travel-four", {}),
    ("IL", "il-travel-four", {"doubt": "names in English only"}),
]
# The parallel Polish scale for cyberspace shares a row of the collection with the one above it.
CYBER = ("pl-posture-2016", "pl-cyber-2016", "stopnie alarmowe CRP (ustawa z 10 czerwca 2016)")

# Happens once and is done, rather than holds.
POINTS = {"EVACUATION", "EVENT_CANCELLED", "CRISIS_MEETING", "LEVEL_CHANGE"}


def name_of(text):
    """A name without the collector's remark in parentheses; guillemets mark those that belong to it."""
    return re.sub(r"\s*\((?![^)]*«)[a-z ]+\)$", "", text or "")


def certainty_of(text, doubt):
    word = re.match(r"verified|partly|memory", text).group()
    if (text != word) != bool(doubt) and word != "memory":
        sys.exit(f"certainty '{text}' has no words here")
    return f"{word}: {doubt}" if doubt else {"memory": "from memory, not verified"}.get(word, word)


def scheme_of(row, scheme_id, own):
    levels = [{"code": level["code"], "name": name_of(level["name_native"]), "name_en": name_of(level["name_en"]),
               **({} if level["rank"] is None else {"rank": level["rank"]})} for level in row["levels"]]
    is_set = own.get("set", False)
    return {
        "id": scheme_id, "name": row["scheme"] if levels else "", "kind": row["kind"], "iso": row["iso"],
        "jurisdiction": row["jurisdiction"], "authority": own.get("authority", row["authority"]),
        "language": row["lang"] or "", "valid_from": row["valid_from"] or "", "valid_until": row["valid_to"] or "",
        "certainty": certainty_of(row["certainty"], own.get("doubt", "")), "expiry": own.get("expiry", ""),
        "words_only": not levels, "is_set": is_set, "steps": 0 if is_set else own.get("steps", len(levels)),
        "levels": levels, "same": own.get("same", [])}


def link(schemes):
    """The next version of a family begins on the day the one before ends."""
    for old in schemes:
        for new in schemes:
            family = [s["id"].rsplit("-", 1)[0] for s in (old, new)]
            if old["valid_until"] and old["valid_until"] == new["valid_from"] and family[0] == family[1]:
                new["replaces"] = old["id"]
    for scheme in schemes:
        if scheme["same"] and "replaces" not in scheme:
            sys.exit(f"{scheme['id']} is the same as nothing")


def dump(path, rows):
    rows = [{key: value for key, value in row.items() if value not in ("", [], False)} for row in rows]
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    path.write_text(f"[\n{lines}\n]\n")


def main():
    source = pathlib.Path(sys.argv[1])
    out = pathlib.Path(__file__).parent.parent / "data" / "scales"
    rows = json.loads((source / "scales.json").read_text())
    if len(rows) != len(SCHEMES) or any(row["iso"] != iso for row, (iso, _, _) in zip(rows, SCHEMES)):
        sys.exit("the collection and the table of ids differ")
    schemes = [scheme_of(row, scheme_id, own) for row, (_, scheme_id, own) in zip(rows, SCHEMES)]
    base = next(scheme for scheme in schemes if scheme["id"] == CYBER[0])
    levels = [{**level, "code": level["code"] + "-CRP", "name": level["code"] + "-CRP", "name_en": level["name_en"] + " CRP"}
              for level in base["levels"]]
    schemes.append({**base, "id": CYBER[1], "name": CYBER[2], "kind": "cyber", "levels": levels})
    link(schemes)
    dump(out / "schemes.json", sorted(schemes, key=lambda scheme: scheme["id"]))
    measures = json.loads((source / "measures.json").read_text())["measures"]
    dump(out / "measures.json",
         [{"code": m["code"], "name": m["name"], "is_point": m["code"] in POINTS,
           "cap_response": (m["map"]["cap_responseType"] or "").split(" | ")[0]} for m in measures])


main()
