#!/usr/bin/env python3
"""Tries the real program from outside, by the contract: commands, paths, JSON, exit codes. One line a test.

usage: program.py --tocsin PATH [--only NAME]
"""
import argparse
import http.client
import json
import re
import sqlite3
import threading
import time

from realm import SHARED, Realm, check, person, run, square

CAP = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>{identifier}</identifier><sender>{sender}</sender><sent>{sent}</sent>
<status>{status}</status><msgType>{type}</msgType><scope>{scope}</scope><note>Exercise 7</note>{references}<info><language>en-GB</language><category>Safety</category>
<event>Gas leak</event><responseType>Evacuate</responseType><urgency>Immediate</urgency><severity>Severe</severity><certainty>Observed</certainty>
<expires>2099-01-01T00:00:00-00:00</expires><senderName>City duty office</senderName><headline>Gas leak in the old town</headline>
<description>Gas is leaking.</description><instruction>Leave the area.</instruction><contact>duty@example.org</contact>
<area><areaDesc>Old town</areaDesc>{area}</area></info></alert>"""
POLYGON = "<polygon>48.86,2.36 48.86,2.38 48.88,2.38 48.88,2.36 48.86,2.36</polygon>"
CAP_TYPE = {"Content-Type": "application/cap+xml"}


def cap(identifier="a1", sender="duty@example.org", sent="2026-01-01T10:00:00-00:00", status="Exercise", type="Alert", scope="Public",
        references="", area=POLYGON):
    if references:
        references = f"<references>{references}</references>"
    return CAP.format(**locals())


def test_init_makes_a_realm_once(tocsin):
    with Realm(tocsin, enrol=False) as realm:
        check(set(realm.links) >= {"operator", "approver", "realm", "data"}, realm.links)
        again = realm.cli("init", "--data", realm.data, "--realm", "live")
        check(again.returncode == 1 and "is not empty" in again.stderr, again)
        check(realm.cli("init", "--data", realm.scratch / "x", "--realm", "both").returncode == 2, "a bad realm is misuse")
        check(realm.cli("init", "--realm", "live").returncode == 2, "--data is required")
        check(realm.cli("frobnicate").returncode == 2, "an unknown command is misuse")
        check(realm.cli("serve", "--data", realm.scratch / "nowhere").returncode == 2, "no realm there")
        # A one-time link works once.
        link = realm.links["operator"]["link"]
        check(realm.cli("operator", "enter", link, "--data", realm.data, "--token-file", realm.scratch / "t").returncode == 0)
        check(realm.cli("operator", "enter", link, "--data", realm.data, "--token-file", realm.scratch / "t2").returncode == 1, "used twice")
        invited = realm.cli("operator", "invite", "--name", "River gauge", "--role", "feed", "--data", realm.data)
        check(invited.returncode == 0 and "/enter/" in invited.stdout, invited)
        feed = realm.cli("operator", "enter", invited.stdout.split()[-1], "--data", realm.data, "--token-file", realm.scratch / "feed.token")
        check(feed.returncode == 0, feed)
        realm.serve()
        token = (realm.scratch / "feed.token").read_text().strip()
        check(realm.post("/v1/alerts", cap(), token=token, headers=CAP_TYPE).status == 201, "a feed hands in alerts")
        for method, path, body in (("POST", "/v1/fixes", []), ("POST", "/v1/people", {"dry_run": True}), ("POST", "/v1/checks", {"area": square(1, 1)}),
                                   ("POST", "/v1/operators", {"name": "x", "role": "approver"})):
            check(realm.request(method, path, body, token=token).status in (403, 422), method, path, "is not for a feed")
        check(realm.request("POST", "/v1/fixes", [], token=token).status == 403)
        check((realm.scratch / "t").stat().st_mode & 0o777 == 0o600, "the token file is private")


def test_people_import_is_idempotent_and_names_what_is_wrong(tocsin):
    header = "person_id,name,email,phone,languages,home_lat,home_lon,home_label,work_lat,work_lon,work_label,groups,sites,guardian_id\n"
    with Realm(tocsin) as realm:
        file = realm.scratch / "people.csv"
        file.write_text(header + "1,Ana,ana@example.org,,en,48.87,2.37,home,,,,staff|night,,\n" + "3,Kid,,,fr,48.87,2.37,home,,,,,,2\n"
                        + "2,Max,max@example.org,,fr,48.9,2.4,home,48.87,2.37,work,staff,,\n")
        base = ["people", "import", file, "--data", realm.data, "--source", "hr", "--basis", "contract", "--json"]
        dry = realm.cli(*base, "--dry-run")
        check(json.loads(dry.stdout) == {"created": 3, "updated": 0, "unchanged": 0, "rejected": 0, "rejects_file": None}, dry)
        for expected in ({"created": 3, "updated": 0, "unchanged": 0}, {"created": 0, "updated": 0, "unchanged": 3}):
            done = realm.cli(*base)
            check(done.returncode == 0 and json.loads(done.stdout) == {**expected, "rejected": 0, "rejects_file": None}, done)
        file.write_text(header + "1,Anna,,,,,,,,,,,,\n9,X,not-mail,,,91,2,home,,,,,,\n10,Y,,,,48.1,,,,,,,,\n,Z,,,,,,,,,,,,\n11,W,,,,,,,,,,,,99\n12,only two\n")
        done = realm.cli(*base)
        answer = json.loads(done.stdout)
        check(done.returncode == 1 and answer["updated"] == 1 and answer["rejected"] == 5, done)
        rejects = (realm.scratch / "people.csv.rejected.csv").read_text()
        for line in ("3,email,", "3,home_lat,", "4,home_lon,", "5,person_id,", "6,guardian_id,", "7,,has 2 fields where the header has 14"):
            check(line in rejects, line, "not in", rejects)
        check(realm.cli("people", "import", realm.scratch / "none.csv", *base[3:]).returncode == 2, "a missing file could not be read")
        check(realm.cli(*base[:6], "--basis", "x").returncode == 2, "--source is required")
        bad = realm.scratch / "bad.csv"
        bad.write_text("person_id,shoe_size\n1,44\n")
        wrong = realm.cli("people", "import", bad, *base[3:])
        check(wrong.returncode == 1 and '"shoe_size" is not a known column' in wrong.stderr, wrong)
        trips = realm.scratch / "trips.csv"
        trips.write_text("person_id,lat,lon,label,from,to\n1,34.0,-118.2,LA,2026-01-01T00:00:00Z,2099-01-01T00:00:00Z\n7,1,1,x,2026-01-01T00:00:00Z,2027-01-01T00:00:00Z\n")
        file.write_text(header + "1,,,,,,,,,,,,,\n")
        done = realm.cli(*base, "--trips", trips)
        answer = json.loads(done.stdout)
        check(answer["updated"] == 1 and answer["rejected"] == 1 and answer["rejects_file"].endswith("trips.csv.rejected.csv"), done)


def test_ingest_and_cap_check_read_real_alerts(tocsin):
    folder = SHARED / "data" / "cap" / "valid"
    if not folder.is_dir():
        return "../shared is absent"
    files = sorted(folder.rglob("*.xml")) + sorted(folder.rglob("*.cap"))
    with Realm(tocsin, "live") as realm:
        done = realm.cli("ingest", "--data", realm.data, *files, timeout=600)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        check(done.returncode == 0 and len(lines) == len(files), done.returncode, done.stderr[:500])
        check(all(line["verdict"] != "rejected" and line["alert"] for line in lines), [line for line in lines if line["verdict"] == "rejected"])
        for line in lines:  # only Actual and Public may leave a live realm
            text = open(line["file"], encoding="utf-8", errors="replace").read()
            actual = re.search(r"status>\s*Actual", text) and re.search(r"scope>\s*Public", text)
            check(line["duplicate"] or line["public"] == bool(actual), line)  # a duplicate is what came first
        again = realm.cli("ingest", *files[:20], "--data", realm.data)
        check(all(json.loads(line)["duplicate"] for line in again.stdout.splitlines()), "not all are duplicates the second time")
        verified = realm.cli("journal", "verify", "--data", realm.data)
        check(verified.returncode == 0, verified)
        print(f"    {len(files)} real alerts, {sum(line['public'] for line in lines)} public, {sum(line['duplicate'] for line in lines)} duplicates")
    checked = [realm.cli("cap", "check", "--json", file) for file in files[:5]]
    check(all(c.returncode == 0 and set(json.loads(c.stdout)) == {"file", "version", "verdict", "signature", "findings"} for c in checked), checked)
    xxe = realm.cli("cap", "check", "--json", SHARED / "data/cap/invalid/us-nws__xee.cap__eb0e08.xml")
    check(xxe.returncode == 1 and json.loads(xxe.stdout)["verdict"] == "rejected", xxe)
    check(realm.cli("cap", "check", "/nonexistent").returncode == 2, "an unreadable file is 2")


def test_the_whole_story_by_command_line_alone(tocsin):
    with Realm(tocsin) as realm:
        people = realm.scratch / "people.csv"
        people.write_text("person_id,name,home_lat,home_lon,home_label,groups\n" + "".join(f"{i},P{i},48.87,2.37,home,staff\n" for i in range(30)) + "far,Q,10,10,home,staff\n")
        check(realm.cli("people", "import", people, "--source", "hr", "--basis", "contract", "--data", realm.data).returncode == 0)
        alert_file = realm.scratch / "alert.xml"
        alert_file.write_text(cap())
        alert = json.loads(realm.cli("ingest", alert_file, "--data", realm.data, "--json").stdout)
        check(alert["public"] is True and alert["duplicate"] is False, alert)
        operator = ["--data", realm.data, "--token-file", realm.token_file("operator"), "--json"]
        approver = ["--data", realm.data, "--token-file", realm.token_file("approver"), "--json"]
        draft = realm.cli("check", "draft", alert["alert"], *operator)
        check(draft.returncode == 0, draft)
        check_id = json.loads(draft.stdout)["id"]
        preview = json.loads(realm.cli("check", "preview", check_id, *operator).stdout)
        check(preview["people"] == 30 and preview["by_place"] == {"home": 30, "work": 0, "trip": 0, "last_known": 0} and preview["by_group"] == {"staff": 30}, preview)
        check(realm.cli("check", "approve", check_id, *approver).returncode == 1, "a draft cannot be approved")
        check(realm.cli("check", *operator, "propose", check_id).returncode in (0, 2))  # options may also stand before operands
        realm.cli("check", "propose", check_id, *operator)
        same = realm.cli("check", "approve", check_id, *operator)
        check(same.returncode == 1, same)
        check(realm.cli("check", "approve", *approver, check_id).returncode == 0)
        for _ in range(50):  # without a server nobody ticks; a server does
            realm.serve() if realm.server is None else time.sleep(0.1)
            shown = json.loads(realm.cli("check", "show", check_id, *operator).stdout)
            if shown["asked"] == 30:
                break
        check(shown["asked"] == 30 and shown["state"] == "open" and shown["no_answer"] == 30, shown)
        links = json.loads(realm.cli("check", "links", check_id, *operator).stdout)["items"]
        check(len(links) == 30, len(links))
        check(realm.cli("check", "close", check_id, *operator).returncode == 0)
        asks = realm.cli("journal", "asks", check_id, "--data", realm.data).stdout.splitlines()
        check(len(asks) == 30 and len({line.split("\t")[0] for line in asks}) == 30, len(asks))
        check(realm.stop() == 0, "SIGTERM is a clean stop")


def test_two_people_are_needed(tocsin):
    with Realm(tocsin) as realm:
        realm.serve()
        realm.add_people([person(i) for i in range(25)])
        text = {"headline": "Gas leak", "what": "Gas", "where": "Old town", "since": "2026-01-01T10:00:00Z", "contact": "x"}
        made = realm.post("/v1/checks", {"area": square(48.87, 2.37), **text}, token="approver")
        check_id = made.json["id"]
        check(made.status == 201 and made.headers["Location"] == f"/v1/checks/{check_id}", made)
        check(realm.post(f"/v1/checks/{check_id}/propose", token="approver").status == 200)
        same = realm.post(f"/v1/checks/{check_id}/approve", token="approver")
        check(same.status == 403 and "cannot approve what you proposed" in same.json["detail"], same)
        check(realm.post(f"/v1/checks/{check_id}/approve", token="operator").status == 403, "an operator is no approver")
        check(realm.post(f"/v1/checks/{check_id}/approve").status == 401)
        check(realm.post("/v1/checks", text, token="operator").status == 422, "area missing")
        keyed = [realm.post("/v1/checks", {"area": square(1, 1), **text}, token="operator", headers={"Idempotency-Key": "one"}) for _ in range(2)]
        check(keyed[0].status == keyed[1].status == 201 and keyed[0].json["id"] == keyed[1].json["id"], keyed)
        other = realm.post("/v1/checks", {"area": square(2, 2), **text}, token="operator", headers={"Idempotency-Key": "one"})
        check(other.status == 422, other)
        stale = realm.post(f"/v1/checks/{check_id}/close", token="operator", headers={"If-Match": '"1"'})
        check(stale.status == 412, stale)


def test_the_answer_page_takes_one_tap_and_changes(tocsin):
    with Realm(tocsin) as realm:
        realm.serve()
        realm.add_people([person(1), person(2, guardian_id="p1"), person(3, languages="fr"), person(4, languages="ar")])
        check_id = realm.open_check(square(48.87, 2.37))
        realm.wait_asked(check_id, 4)
        paths = realm.answer_paths(check_id)
        pages = {p: realm.get(path) for p, path in paths.items()}
        check({re.search(r'<html lang="(\w+)"', page.text).group(1) for page in pages.values()} == {"en", "fr", "ar"}, "the person's language")
        for page in pages.values():
            check(page.status == 200 and len(page.body) <= 14336 and "<script" not in page.text, len(page.body))
            for wanted in ("Gas is leaking", "Rue Test", "home"):
                check(wanted in page.text, wanted)
        mine = next(p for p, page in pages.items() if 'name="for"' in page.text)
        first = realm.form(paths[mine], {"answer": "safe", "note": "<b>on the roof</b>"})
        again = realm.form(paths[mine], {"answer": "safe", "note": "<b>on the roof</b>"})
        check(first.status == again.status == 200 and "&lt;b>on the roof" in first.text.replace("&gt;", ">"), first.status)
        count = lambda: realm.get(f"/v1/checks/{check_id}", token="operator").json["answers"]
        check(count() == {"safe": 1, "need_help": 0, "not_there": 0, "wrong": 0}, count())
        journal = realm.cli("journal", "inspect", "--data", realm.data, "--json").stdout
        check(journal.count('"AnswerGiven"') == 1, "a repeated form is one answer")
        check(realm.form(paths[mine], {"answer": "need_help"}).status == 200)
        check(count() == {"safe": 0, "need_help": 1, "not_there": 0, "wrong": 0}, count())
        ward = re.search(r'name="for" value="(\w+)"', pages[mine].text).group(1)
        check(realm.form(paths[mine], {"answer": "safe", "for": ward}).status == 200)
        check(count()["safe"] == 1, count())
        stranger = next(p for p in paths if p not in (mine, ward))
        refused = realm.form(paths[mine], {"answer": "safe", "for": stranger})
        check(refused.status in (403, 404), refused)
        check(realm.form(paths[mine], {"answer": "fine"}).status == 422)
        check(realm.form(paths[mine], {"answer": "safe", "note": "x" * 501}).status == 422, "a note has a limit")
        check(realm.get(paths[mine][:-1] + ("A" if paths[mine][-1] != "A" else "B")).status == 404, "a forged link")
        realm.get(paths[mine])
        check(journal.count("\n") + 3 >= 0 and count()["need_help"] == 1, "GET changes nothing")


def test_wrong_over_five_percent_pauses(tocsin):
    with Realm(tocsin) as realm:
        realm.serve()
        realm.add_people([person(i) for i in range(230)])
        check_id = realm.open_check(square(48.87, 2.37))
        realm.wait_asked(check_id, 230)
        paths = list(realm.answer_paths(check_id).values())
        for path in paths[:10]:
            realm.form(path, {"answer": "wrong"})
        check(realm.get(f"/v1/checks/{check_id}", token="operator").json["paused"] is False, "10 of 200 are 5 %")
        realm.form(paths[10], {"answer": "wrong"})
        check(realm.get(f"/v1/checks/{check_id}", token="operator").json["paused"] is True, "11 of 200 are more")
        realm.add_people([person(999)])
        time.sleep(0.5)
        check(realm.get(f"/v1/checks/{check_id}", token="operator").json["asked"] == 230, "paused asks nobody")
        console = realm.get("/console/", token="approver")
        check(console.status == 200 and "aused" in console.text, "the approver is told")
        check(realm.post(f"/v1/checks/{check_id}/resume", token="operator").status == 403)
        check(realm.post(f"/v1/checks/{check_id}/resume", token="approver").status == 200)
        realm.wait_asked(check_id, 231)


def test_the_area_changes_and_only_the_difference_is_asked(tocsin):
    with Realm(tocsin) as realm:
        realm.serve()
        realm.add_people([person(i) for i in range(5)] + [person(i, lat=48.95, lon=2.37) for i in range(5, 12)])
        check_id = realm.open_check(square(48.87, 2.37))
        realm.wait_asked(check_id, 5)
        grown = realm.request("PUT", f"/v1/checks/{check_id}/area", square(48.91, 2.37, 0.1), token="operator")
        check(grown.status == 200 and grown.json["pending_area"]["people"] == 12, grown)
        time.sleep(0.4)
        check(realm.get(f"/v1/checks/{check_id}", token="operator").json["asked"] == 5, "a larger area waits")
        check(realm.post(f"/v1/checks/{check_id}/approve", token="approver").status == 200)
        realm.wait_asked(check_id, 12)
        fixes = [{"person": "p20", "source": "test list", "lat": 48.9, "lon": 2.37, "accuracy_m": 20}]
        realm.add_people([person(20, lat=1, lon=1)])
        check(realm.post("/v1/fixes", fixes, token="operator").status == 202)
        realm.wait_asked(check_id, 13)  # who enters is asked
        asks = realm.get(f"/v1/checks/{check_id}/asks", token="operator").json["items"]
        check([a["reason"] for a in asks].count("last_known") == 1 and len({a["person"] for a in asks}) == 13, asks[-1])
        bad = realm.post("/v1/fixes", [{"person": "p20", "source": "test list", "lat": 148.9, "lon": 2.37}], token="operator")
        check(bad.status == 422 and bad.json["errors"][0]["pointer"] == "/0/lat", bad)
        empty = realm.request("PUT", f"/v1/checks/{check_id}/area", {"type": "Polygon", "coordinates": [[[2, 48], [2, 48]]]}, token="operator")
        check(empty.status == 422, empty)


def test_retract_tells_those_asked_and_close_gives_times(tocsin):
    with Realm(tocsin) as realm:
        realm.serve()
        realm.add_people([person(i) for i in range(8)])
        check_id = realm.open_check(square(48.87, 2.37))
        realm.wait_asked(check_id, 8)
        paths = list(realm.answer_paths(check_id).values())
        for path in paths[:4]:
            realm.form(path, {"answer": "safe"})
        shown = realm.get(f"/v1/checks/{check_id}", token="operator").json
        check(shown["answered_s"]["p25"] is not None and shown["answered_s"]["p50"] is not None and shown["answered_s"]["p75"] is None, shown)
        check(realm.post(f"/v1/checks/{check_id}/retract", {"correction": "There was no leak."}, token="operator").status == 403)
        check(realm.post(f"/v1/checks/{check_id}/retract", {"correction": "There was no leak."}, token="approver").json["state"] == "retracted")
        for path in paths:
            page = realm.get(path)
            check("There was no leak." in page.text and "<form" not in page.text.split("<footer")[0].replace('action="?', ""), page.text[-600:])
        check(realm.form(paths[0], {"answer": "safe"}).status == 200 and "There was no leak." in realm.form(paths[0], {"answer": "safe"}).text)


def test_circles_show_what_they_may(tocsin):
    with Realm(tocsin) as realm:
        realm.serve()
        realm.add_people([person(i) for i in range(3)])
        circles = [{"subject": "p1", "viewer": "p0", "view": "safe_only"}, {"subject": "p2", "viewer": "p0", "view": "note", "may_answer": True}]
        joined = realm.post("/v1/circles", {"source": "test list", "circles": circles + [{"subject": "p1", "viewer": "nobody"}]}, token="operator").json
        check(joined["joined"] == 2 and len(joined["rejected"]) == 1 and joined["rejected"][0]["field"] == "viewer", joined)
        check_id = realm.open_check(square(48.87, 2.37))
        realm.wait_asked(check_id, 3)
        paths, circle = realm.answer_paths(check_id), realm.circle_paths(check_id)
        pages = {p: realm.get(path).text for p, path in circle.items()}
        viewer = next(p for p, text in pages.items() if "Person 1" in text and "Person 2" in text)
        check("no answer yet" in pages[viewer] and "missing" not in pages[viewer] and "not safe" not in pages[viewer], "wording")
        subject = re.search(r'name="person" value="(\w+)"', pages[viewer]).group(1)
        check(realm.form(circle[viewer], {"answer": "safe", "person": subject, "check": check_id}).status == 200)
        hidden = next(p for p in paths if p not in (viewer, subject))
        check(realm.get(circle[viewer] + "x/events").status == 404 and realm.get(circle[viewer] + "/events?since=soon").status == 422)
        stream = http.client.HTTPConnection("127.0.0.1", realm.port, timeout=10)
        stream.request("GET", circle[viewer] + "/events?since=0")
        events = stream.getresponse()
        check(events.headers["Content-Type"].startswith("text/event-stream"), events.headers)

        def next_frame():
            name = events.readline().decode()
            while not name.startswith("event:"):
                name = events.readline().decode()
            data = events.readline().decode()
            check(name.startswith("event: ") and data.startswith("data: ") and events.readline() == b"\n", (name, data))
            return name[7:].strip(), json.loads(data[6:])

        name, frame = next_frame()
        check((name, frame["check"], frame["counts"], frame["new"]) ==
              ("counts", check_id, {"safe": 1, "need_help": 0, "other": 0, "no_answer": 0}, 1), frame)
        realm.form(paths[hidden], {"answer": "need_help", "note": "secret words"})
        text = realm.get(circle[viewer]).text
        check("secret words" not in text and '"word">needs help' not in text, "safe only sees nothing before safe")
        check(realm.form(circle[viewer], {"answer": "safe", "person": hidden, "check": check_id}).status == 403)
        realm.form(paths[hidden], {"answer": "safe"})
        check("no answer yet" not in realm.get(circle[viewer]).text, "safe is seen")
        # The call for help before it is not in the stream.
        name, frame = next_frame()
        check((name, frame["person"], frame["answer"], frame["counts"]["safe"]) == ("status", hidden, "safe", 2), frame)
        stream.close()


def test_roll_call_incident_and_events(tocsin):
    with Realm(tocsin) as realm:
        realm.serve()
        realm.add_people([person(i, groups="staff", name="=cmd()") for i in range(25)])
        posted = realm.post("/v1/alerts", cap(), token="operator", headers=CAP_TYPE)
        check(posted.status == 201 and posted.json["verdict"] == "conforming" and posted.json["findings"] == [], posted)
        alert = posted.json["id"]
        check(realm.post("/v1/alerts", cap(), token="operator", headers=CAP_TYPE).status == 200, "a duplicate")
        stream = http.client.HTTPConnection("127.0.0.1", realm.port, timeout=10)
        stream.request("GET", "/v1/events")
        events = stream.getresponse()
        check(events.headers["Content-Type"].startswith("text/event-stream"), events.headers)
        check_id = realm.open_check(alert)
        realm.wait_asked(check_id, 25)
        seen, cursor = [], None
        while not any("CheckOpened" in line for line in seen):
            line = events.readline().decode().rstrip("\n")
            seen.append(line)
            cursor = line[3:].strip() if line.startswith("id:") else cursor
        check(cursor, seen)
        stream.close()
        shown = realm.get(f"/v1/checks/{check_id}", token="operator").json
        page = realm.get(f"/i/{shown['incident']}")
        check(page.status == 200 and "Gas leak in the old town" in page.text and "EXERCISE" in page.text, page)
        update = {"text": "The street is closed.", "sources": ["fire brigade", "city radio"], "occurred_at": "2026-01-01T11:00:00+01:00"}
        check(realm.post(f"/v1/incidents/{shown['incident']}/updates", update, token="operator").status == 201)
        check(realm.post(f"/v1/incidents/{shown['incident']}/updates", {"text": "x"}, token="operator").json["errors"][0]["pointer"] == "/sources")
        stream = http.client.HTTPConnection("127.0.0.1", realm.port, timeout=10)
        stream.request("GET", "/v1/events", headers={"Last-Event-ID": cursor})
        events = stream.getresponse()
        lines = [events.readline().decode() for _ in range(4)]
        check(any("UpdatePosted" in line for line in lines) and not any("reset" in line for line in lines), lines)
        stream.close()
        check("fire brigade" in realm.get(f"/i/{shown['incident']}").text)
        check("The street is closed." in realm.get(f"/i/{shown['incident']}.atom").text)
        roll = realm.get(f"/v1/rosters/staff/rollcall?check={check_id}", token="operator").json
        check(roll["people"] == 25 and roll["no_answer"] == 25 and roll["rows"][0]["state"] == "no_answer", roll)
        csv = realm.get(f"/v1/rosters/staff/rollcall.csv?check={check_id}", token="operator")
        check(csv.headers["Content-Type"].startswith("text/csv") and "'=cmd()" in csv.text, csv)
        check(realm.get(f"/v1/rosters/staff/rollcall?check={check_id}").status == 401)
        check(realm.get(f"/v1/rosters/none/rollcall?check={check_id}", token="operator").status == 404)
        for suffix, kind in ((".cap", "application/cap+xml"), (".geojson", "application/geo+json"), ("", "application/json")):
            got = realm.get(f"/v1/alerts/{alert}{suffix}")
            check(got.status == 200 and got.headers["Content-Type"].startswith(kind), suffix, got)
        check(realm.get(f"/v1/alerts/{alert}.cap").text == cap(), "byte for byte")
        check(alert in realm.get("/alerts.atom").text and realm.get("/alerts.geojson").json["features"], "feeds")


def test_updates_and_cancels_end_alerts_in_any_order(tocsin):
    with Realm(tocsin) as realm:
        realm.serve()
        post = lambda **fields: realm.post("/v1/alerts", cap(**fields), token="operator", headers=CAP_TYPE).json["id"]
        cancel = post(identifier="c", type="Cancel", sent="2026-01-01T12:00:00-00:00", references="duty@example.org,a1,2026-01-01T11:00:00+01:00")
        first = post(identifier="a1", sent="2026-01-01T10:00:00-00:00")
        state = lambda alert: realm.get(f"/v1/alerts/{alert}").json
        check(state(first)["state"] == "cancelled" and state(first)["superseded_by"] == cancel, state(first))
        other = post(identifier="b1")
        post(identifier="b2", sender="stranger@example.org", type="Cancel", sent="2026-01-01T12:00:00-00:00", references="duty@example.org,b1,2026-01-01T10:00:00-00:00")
        check(state(other)["state"] == "current", "a stranger ends nothing")
        post(identifier="b3", type="Update", sent="2026-01-01T12:00:00-00:00", references="duty@example.org,b1,2026-01-01T10:00:00-00:00")
        check(state(other)["state"] == "updated")
        actual = post(identifier="real", status="Actual")
        check(realm.get(f"/v1/alerts/{actual}").status == 404 and realm.get(f"/v1/alerts/{actual}", token="operator").json["public"] is False, "a drill shows no real alert")
        refused = realm.post("/v1/checks", {"alert": first}, token="operator")
        check(refused.status == 409 and "cancelled" in refused.json["detail"], refused)
        nowhere = post(identifier="n", area="<geocode><valueName>SAME</valueName><value>006037</value></geocode>")
        refused = realm.post("/v1/checks", {"alert": nowhere}, token="operator")
        check(refused.status == 422 and "SAME 006037" in refused.json["detail"], refused)


def test_every_bad_request_gets_a_clear_problem(tocsin):
    with Realm(tocsin) as realm:
        realm.serve()
        tries = [("GET", "/nothing", None, {}, 404), ("DELETE", "/v1/alerts", None, {}, 405), ("POST", "/v1/alerts", cap(), {**CAP_TYPE}, 401),
                 ("POST", "/v1/alerts", cap(), {"Content-Type": "text/plain", "Authorization": "x"}, 415),
                 ("POST", "/v1/alerts", "<alert/>", CAP_TYPE, 422), ("POST", "/v1/alerts", "<!DOCTYPE a><alert/>", CAP_TYPE, 422),
                 ("POST", "/v1/alerts", "x" * 5_000_001, CAP_TYPE, 413),
                 ("POST", "/v1/people", "{", {}, 422), ("POST", "/v1/people", {"people": []}, {}, 422), ("POST", "/v1/people", {"source": "a", "basis": "b", "people": {}}, {}, 422),
                 ("POST", "/v1/people", "[" * 100, {}, 422), ("POST", "/v1/fixes", {}, {}, 422), ("POST", "/v1/checks", [], {}, 422), ("POST", "/v1/checks", {"since": "yesterday"}, {}, 422),
                 ("POST", "/v1/checks", {"alert": "7"}, {}, 422), ("POST", "/v1/checks", {"area": {"type": "Line"}}, {}, 422), ("GET", "/v1/checks/none", None, {}, 404),
                 ("GET", "/v1/checks/0197a7f0-0000-7000-8000-000000000000", None, {}, 404), ("GET", "/v1/checks/0197a7f0-0000-7000-8000-000000000000/asks?cursor=x", None, {}, 400),
                 ("POST", "/v1/circles", {"circles": 5}, {}, 422), ("POST", "/v1/incidents", {"headline": ""}, {}, 422), ("GET", "/a/xx", None, {}, 404), ("GET", "/c/xx", None, {}, 404),
                 ("GET", "/i/xx", None, {}, 404), ("POST", "/v1/checks", {"headline": "x" * 201, "area": square(1, 1)}, {}, 422)]
        for method, path, body, headers, status in tries:
            token = None if status in (401,) else "operator"
            headers = {k: v for k, v in headers.items() if k != "Authorization"}
            answer = realm.request(method, path, body, token=token, headers=headers)
            check(answer.status == status, method, path, str(body)[:60], "gave", answer)
            if path.startswith("/v1") and answer.body:
                problem = answer.json
                check(answer.headers["Content-Type"] == "application/problem+json" and problem["status"] == status and problem["detail"], answer)
        check(realm.get("/a/xx").headers["Content-Type"].startswith("text/html"))
        wrong = realm.post("/v1/checks", {"since": "yesterday"}, token="operator").json
        check(wrong["errors"][0]["pointer"] == "/since", wrong)
        journal = realm.cli("journal", "inspect", "--data", realm.data).stdout
        check(set(re.findall(r"Z +(\w+) ", journal)) == {"RealmCreated", "OperatorInvited", "OperatorEnrolled"}, journal)


def test_forgotten_people_leave_nothing_to_find(tocsin):
    with Realm(tocsin) as realm:
        realm.serve()
        realm.add_people([person(1, name="Zebediah Unfindable", email="zeb@unfindable.example"), person(2)])
        check_id = realm.open_check(square(48.87, 2.37))
        realm.wait_asked(check_id, 2)
        links = realm.get(f"/v1/checks/{check_id}/links", token="operator").json["items"]
        roll = {p: realm.get(path).text for p, path in realm.answer_paths(check_id).items()}
        victim = links[0]["person"]
        realm.form(realm.answer_paths(check_id)[victim], {"answer": "safe", "note": "behind the third door"})
        check(realm.cli("people", "forget", victim, "--data", realm.data).returncode == 0)
        check(realm.get(links[0]["answer"].split("/", 3)[3].join(["/", ""])).status == 404, "the link is dead")
        shown = realm.get(f"/v1/checks/{check_id}", token="operator").json
        check(shown["asked"] == 2 and shown["answers"]["safe"] == 1, "counts stay", shown)
        check(realm.cli("people", "forget", "f" * 32, "--data", realm.data).returncode == 1)
        check(realm.stop() == 0)
        realm.serve()  # replay with the destroyed key
        check(realm.get(f"/v1/checks/{check_id}", token="operator").json["asked"] == 2)
        realm.stop()
        for file in realm.data.rglob("*"):
            if file.is_file():
                data = file.read_bytes()
                for secret in (b"Unfindable", b"unfindable.example", b"third door"):
                    check(secret not in data, secret, "in", file.name)


def test_a_damaged_journal_is_named(tocsin):
    with Realm(tocsin) as realm:
        check(realm.cli("journal", "verify", "--data", realm.data).returncode == 0)
        database = sqlite3.connect(realm.data / "journal.sqlite")
        first, data = database.execute("SELECT first, bytes FROM batch ORDER BY first LIMIT 1 OFFSET 2").fetchone()
        broken = bytearray(data)
        broken[len(broken) // 2] ^= 1
        database.execute("UPDATE batch SET bytes = ? WHERE first = ?", (bytes(broken), first))
        database.commit()
        database.close()
        done = realm.cli("journal", "verify", "--data", realm.data)
        check(done.returncode == 1 and str(first) in done.stderr, done)
        check(realm.cli("serve", "--data", realm.data, "--listen", "127.0.0.1:0").returncode == 2, "and is not served")
        check(realm.cli("journal", "verify", "--data", realm.scratch).returncode == 2, "no journal there")


def test_health_metrics_and_description(tocsin):
    with Realm(tocsin, "live") as realm:
        realm.serve()
        check(realm.get("/healthz").text == "ok\n" and realm.get("/readyz").text == "ready\n")
        metrics = realm.get("/metrics").text
        check("tocsin_journal_sequence " in metrics and "tocsin_realm_held 0" in metrics, metrics)
        check("tocsin_snapshot_sequence 0" in metrics and "tocsin_snapshot_failures_total 0" in metrics, metrics)
        api = realm.get("/openapi.json").json
        check(api["openapi"].startswith("3.1") and "/v1/checks/{id}/preview" in api["paths"], list(api["paths"]))
        head = realm.request("HEAD", "/healthz")
        check(head.status == 200 and head.body == b"")
        refused = realm.cli("serve", "--data", realm.data, "--listen", "0.0.0.0:0")
        check(refused.returncode != 0, refused)
        check_id = realm.open_check(square(1, 1))
        check(realm.get(f"/v1/checks/{check_id}/links", token="operator").status == 403, "no links in a live realm")
        # GET never enrols: a mail scanner follows links.
        link = realm.links["operator"]["link"].split("/enter/")[1]
        check(realm.get("/enter/" + link).status == 404, "used already")


def test_the_demonstration_announces_itself(tocsin):
    import subprocess, tempfile, shutil, signal
    scratch = tempfile.mkdtemp()
    demo = subprocess.Popen([tocsin, "demo", "--data", scratch + "/demo", "--listen", "127.0.0.1:0", "--people", "3000"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        line = next(line for line in demo.stdout if line.startswith("TOCSIN_READY "))
        ready = json.loads(line.split(" ", 1)[1])
        check(set(ready) == {"public", "answer", "circle", "console", "tokens", "data", "realm", "pid"}, ready)
        import urllib.request
        for name in ("public", "answer", "circle", "console"):
            with urllib.request.urlopen(ready[name], timeout=10) as page:
                check(page.status == 200 and b"EXERCISE" in page.read(), name)
        import os
        check(oct(os.stat(scratch + "/demo/ready.json").st_mode & 0o777) == "0o600")
        demo.send_signal(signal.SIGTERM)
        check(demo.wait(20) == 0, "a clean stop")
        check(subprocess.run([tocsin, "journal", "verify", "--data", scratch + "/demo"], capture_output=True).returncode == 0)
    finally:
        demo.kill()
        shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--tocsin", required=True)
    parser.add_argument("--only")
    options = parser.parse_args()
    raise SystemExit(run([f for name, f in list(globals().items()) if name.startswith("test_")], options.tocsin, options.only))
