#!/usr/bin/env python3
"""Tries the board and the desk from outside: reports, proposals, approvals, levels, files, feeds. One line a test.

usage: board.py --tocsin PATH [--only NAME]
"""
import argparse
import csv
import hashlib
import http.client
import io
import json
import socket
import time
import urllib.parse
import xml.etree.ElementTree as ElementTree

from realm import SHARED, Realm, check, run

REPORT = """Border checks after the attack

14 Nov, 2015 18:24

Belgium has tightened border controls with France following the attacks in Paris, Prime Minister Charles Michel told reporters on Saturday.

A school in Vienna has been closed and a Christmas market was cancelled, city officials said.

The Islamic State claimed responsibility for the attacks.
"""
ATOM = "{http://www.w3.org/2005/Atom}"


def desk(tocsin, kind="drill"):
    """A served realm with a second approver and two sources."""
    realm = Realm(tocsin, kind)
    realm.serve()
    realm.wire = source(realm, "Test Wire", "agency")
    realm.ministry = source(realm, "Home Office", "official", token="approver", official_for=["GB"])
    return realm


def source(realm, name, kind, token="operator", **facts):
    made = realm.post("/v1/sources", {"name": name, "kind": kind, **facts}, token=token)
    check(made.status == 201, made)
    return made.json["id"]


def statement(**members):
    return {"class": "measure", "kind": "closure", "code": "CLOSURE", "jurisdiction": "AT", "status": "in_force",
            "words": "A school has been closed.", **members}


def draft(realm, by="operator", chain=None, source=None, **members):
    body = {"statement": statement(**members), "source": source or realm.wire,
            "chain": chain or [{"name": "Test Wire", "type": "agency"}]}
    made = realm.post("/v1/entries", body, token=by)
    check(made.status == 201 and made.json["waits"], made)
    return made.json["id"]


def publish(realm, entry, by="approver"):
    done = realm.post(f"/v1/entries/{entry}/publish", token=by)
    check(done.status == 200 and done.json["state"] == "published", done)
    return done.json


def board_entries(realm, query=""):
    rows = realm.get("/v1/board" + query).json["rows"]
    return {entry["id"]: (row["iso"], entry) for row in rows for entry in row["entries"]}


def now():
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


class Stream:
    """Server-sent events, one frame at a time."""

    def __init__(self, realm, path, last=None):
        self.connection = http.client.HTTPConnection("127.0.0.1", realm.port, timeout=10)
        self.connection.request("GET", path, headers={"Last-Event-ID": last} if last else {})
        self.socket = self.connection.sock  # the answer takes it over
        self.answer = self.connection.getresponse()
        check(self.answer.status == 200 and self.answer.headers["Content-Type"].startswith("text/event-stream"), self.answer.status)

    def frame(self):
        """The next frame that holds data, as {"id","event","data"}."""
        found = {}
        while True:
            line = self.answer.readline().decode().rstrip("\n")
            if line == "" and "data" in found:
                return found
            name, _, value = line.partition(": ")
            if name in ("id", "event", "data"):
                found[name] = value

    def silent(self, seconds=1.0):
        self.socket.settimeout(seconds)
        try:
            self.frame()
        except (socket.timeout, TimeoutError):
            return True
        return False

    def close(self):
        self.connection.close()


def test_a_report_goes_over_the_desk_to_the_board(tocsin):
    with desk(tocsin) as realm:
        filed = realm.post(f"/v1/reports?source={realm.wire}", REPORT, token="operator", headers={"Content-Type": "text/plain"})
        check(filed.status == 201 and filed.json["proposals"] > 0 and filed.json["duplicate"] is False, filed)
        check(filed.json["digest"] == hashlib.blake2b(REPORT.encode(), digest_size=32).hexdigest(), filed)
        report = filed.json["id"]
        again = realm.post(f"/v1/reports?source={realm.wire}", REPORT, token="operator", headers={"Content-Type": "text/plain"})
        check(again.status == 200 and again.json["duplicate"] is True and again.json["id"] == report, again)
        shown = realm.get(f"/v1/reports/{report}", token="operator").json
        check(shown["published_at"] == "2015-11-14T18:24:00Z", shown["published_at"])
        wanted = [p for p in shown["proposals"] if p["statement"]["code"] == "BORDER_CONTROL" and p["statement"]["jurisdiction"]["iso"] == "BE"]
        check(len(wanted) == 1, shown["proposals"])
        begin, end = wanted[0]["span"]
        check("controls" in REPORT.encode()[begin:end].decode(), wanted[0])
        number = wanted[0]["number"]
        clusters = realm.get("/v1/desk/clusters", token="operator").json["items"]
        check(any(m["report"] == report and m["proposal"] == number for c in clusters for m in c["members"]), clusters)
        check(realm.get("/v1/board").json["rows"] == [], "a proposal puts nothing on the board")
        # Accepted by the approver, who then may not publish it; the operator may not publish at all.
        accepted = realm.post(f"/v1/reports/{report}/proposals/{number}/accept", {"note": "read"}, token="approver")
        check(accepted.status == 201 and accepted.json["waits"] and accepted.json["you_proposed"], accepted)
        entry = accepted.json["id"]
        check(realm.get("/v1/board").json["rows"] == [], "a draft is not on the board")
        check(realm.get(f"/v1/entries/{entry}").status == 404, "nor has it an address")
        waiting = realm.get("/v1/desk/waiting", token="operator").json
        check([e["id"] for e in waiting["entries"]] == [entry], waiting)
        own = realm.post(f"/v1/entries/{entry}/publish", token="approver")
        check(own.status == 403 and "you cannot approve what you proposed" in own.json["detail"], own)
        check(realm.post(f"/v1/entries/{entry}/publish", token="operator").status == 403)
        invited = realm.post("/v1/operators", {"name": "Second", "role": "approver"}, token="approver").json["link"]
        second = realm.scratch / "second.token"
        check(realm.cli("operator", "enter", invited, "--data", realm.data, "--token-file", second).returncode == 0)
        publish(realm, entry, by=second.read_text().strip())
        rows = realm.get("/v1/board").json["rows"]
        check([row["iso"] for row in rows] == ["BE"], rows)
        line = rows[0]["entries"][0]
        check(line["id"] == entry and line["statement"]["code"] == "BORDER_CONTROL" and line["support"][0]["report"] == report, line)
        check(line["support"][0]["chain"][0]["role"] == "publisher" and line["support"][0]["chain_text"], line)
        public = realm.get(f"/v1/entries/{entry}").json
        check(len(public["revisions"]) == 1 and "proposed_by" not in json.dumps(public) and public["line"]["id"] == entry, public)
        # The same once more is known; a rejection needs a reason.
        repeat = realm.post(f"/v1/reports/{report}/proposals/{number}/accept", token="approver")
        check(repeat.status == 200 and repeat.json["id"] == entry, repeat)
        other = next(p["number"] for p in shown["proposals"] if p["number"] != number)
        check(realm.post(f"/v1/reports/{report}/proposals/{other}/reject", token="operator").status == 422)
        check(realm.post(f"/v1/reports/{report}/proposals/{other}/reject", {"reason": "old"}, token="operator").status == 200)
        check(realm.post(f"/v1/reports/{report}/proposals/499/reject", {"reason": "x"}, token="operator").status == 404)


def test_raw_reports_come_back_byte_for_byte(tocsin):
    with desk(tocsin) as realm:
        page = b"<!doctype html><html><body><script>alert(1)</script><p>Belgium has closed its border with France.</p>\r\n\r\n</body></html>\n"
        filed = realm.post(f"/v1/reports?source={realm.wire}", page, token="operator", headers={"Content-Type": "text/html"})
        check(filed.status == 201, filed)
        raw = realm.get(f"/v1/reports/{filed.json['id']}/raw", token="operator")
        check(raw.status == 200 and raw.body == page, raw)
        check(raw.headers["Content-Type"] == "application/octet-stream" and raw.headers["Content-Disposition"].startswith("attachment"), dict(raw.headers))
        check(raw.headers["X-Content-Type-Options"] == "nosniff", dict(raw.headers))
        check(realm.get(f"/v1/reports/{filed.json['id']}/raw").status == 401, "not for the public")
        listed = realm.get("/v1/reports", token="operator").json
        check([r["id"] for r in listed["items"]] == [filed.json["id"]] and listed["next"] is None, listed)


def test_reports_are_refused_with_a_reason(tocsin):
    with desk(tocsin) as realm:
        plain = {"Content-Type": "text/plain"}
        path = f"/v1/reports?source={realm.wire}"
        limit = 2 << 20
        tries = [(path, "x", plain, None, 401), ("/v1/reports", "x", plain, "operator", 422), ("/v1/reports?source=7", "x", plain, "operator", 422),
                 ("/v1/reports?source=" + "0" * 31 + "1", "x", plain, "operator", 422), (path, "", plain, "operator", 422),
                 (path, b"caf\xe9", plain, "operator", 422), (path, "x", {"Content-Type": "application/pdf"}, "operator", 415),
                 (path + "&published_at=monday", "x", plain, "operator", 422), (path + "&incident=" + "0" * 31 + "1", "x", plain, "operator", 404),
                 (path, b"a " * (limit // 2) + b"b", plain, "operator", 413), (path, b"a " * limit + b"b", plain, "operator", 413),
                 ("/v1/reports", {"source": realm.wire, "text": ""}, {}, "operator", 422), ("/v1/reports", [], {}, "operator", 422)]
        for where, body, headers, token, status in tries:
            answer = realm.post(where, body, token=token, headers=headers)
            check(answer.status == status, where, str(body)[:30], "gave", answer)
            check(answer.json["detail"], answer)
        whole = realm.post(path, b"a " * (limit // 2), token="operator", headers=plain)
        check(whole.status == 201 and whole.json["bytes"] == limit, "the limit itself is taken", whole)
        as_json = realm.post("/v1/reports", {"source": realm.wire, "title": "A title", "published_at": "2015-11-14T10:00:00+01:00",
                                             "url": "https://wire.example/1", "text": "Belgium has closed its border with France."}, token="operator")
        check(as_json.status == 201 and as_json.json["title"] == "A title" and as_json.json["published_at"] == "2015-11-14T09:00:00Z", as_json)
        key = {"Idempotency-Key": "once", **plain}
        first = realm.post(path, "Austria has closed a school.", token="operator", headers=key)
        check(realm.post(path, "Austria has closed a school.", token="operator", headers=key).json == first.json)


def test_feeds_and_mails_become_reports(tocsin):
    item = "<item><title>{0}</title><link>https://wire.example/{0}</link><pubDate>Sat, 14 Nov 2015 18:24:00 +0100</pubDate><description>{1}</description></item>"
    text = "Belgium has tightened border controls with France following the attacks in Paris. Police have been deployed at stations in Brussels, the minister said."
    feed = "<rss version='2.0'><channel><title>Wire</title>" + item.format("one", text) + item.format("two", "Nothing new.") + "</channel></rss>"
    mail = "From: Desk <desk@wire.example>\r\nDate: Sat, 14 Nov 2015 18:24:00 +0100\r\nSubject: =?utf-8?Q?Fronti=C3=A8re?=\r\nMIME-Version: 1.0\r\n" \
           "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nBelgium has tightened border =\r\ncontrols with France following the attacks in Paris. Police have been deployed =\r\nat stations in Brussels, the minister said.\r\n"
    with desk(tocsin) as realm:
        path = f"/v1/reports?source={realm.wire}"
        filed = realm.post(path, feed, token="operator", headers={"Content-Type": "application/rss+xml"})
        check(filed.status == 201 and filed.json["new"] == 2 and filed.json["refused"] == 0, filed)
        one = filed.json["items"][0]
        check(one["title"] == "one" and one["url"] == "https://wire.example/one" and one["published_at"] == "2015-11-14T17:24:00Z" and one["proposals"] > 0, one)
        check(realm.get(f"/v1/reports/{one['id']}/raw", token="operator").text == text)
        again = realm.post(path, feed, token="operator", headers={"Content-Type": "application/rss+xml"})
        check(again.status == 200 and again.json["new"] == 0 and again.json["duplicates"] == 2, again)
        for body in ("<rss", "<html/>", "<!DOCTYPE rss><rss version='2.0'><channel/></rss>"):
            check(realm.post(path, body, token="operator", headers={"Content-Type": "application/atom+xml"}).status in (415, 422), body)
        letter = realm.post(path, mail, token="operator", headers={"Content-Type": "message/rfc822"})
        check(letter.status == 201 and letter.json["title"] == "Frontière" and letter.json["published_at"] == "2015-11-14T17:24:00Z", letter)
        check(letter.json["proposals"] > 0, letter)
        raw = realm.get(f"/v1/reports/{letter.json['id']}/raw", token="operator").text
        check(raw.strip() == text, "the text of the message", raw)
        check(realm.post(path, "no header at all", token="operator", headers={"Content-Type": "message/rfc822"}).status == 422)


def test_a_feed_token_files_reports_and_nothing_else(tocsin):
    with desk(tocsin) as realm:
        invited = realm.post("/v1/operators", {"name": "Wire feed", "role": "feed"}, token="approver").json["link"]
        file = realm.scratch / "feed.token"
        check(realm.cli("operator", "enter", invited, "--data", realm.data, "--token-file", file).returncode == 0)
        feed = file.read_text().strip()
        filed = realm.post(f"/v1/reports?source={realm.wire}", REPORT, token=feed, headers={"Content-Type": "text/plain"})
        check(filed.status == 201, filed)
        check(realm.post(f"/v1/sources/{realm.wire}/fetches", {"ok": True}, token=feed).status == 200)
        report, entry = filed.json["id"], draft(realm)
        tries = [("GET", "/v1/reports"), ("GET", f"/v1/reports/{report}"), ("GET", f"/v1/reports/{report}/raw"), ("GET", "/v1/desk/clusters"),
                 ("GET", "/v1/desk/waiting"), ("GET", "/v1/sources"), ("POST", f"/v1/reports/{report}/proposals/0/accept"),
                 ("POST", f"/v1/entries/{entry}/publish"), ("POST", f"/v1/entries/{entry}/lock"), ("POST", f"/v1/entries/{entry}/submit")]
        for method, path in tries:
            check(realm.request(method, path, token=feed).status == 403, method, path, realm.request(method, path, token=feed))
            check(realm.request(method, path).status == 401, method, path, realm.request(method, path))
        check(realm.get(f"/v1/entries/{entry}", token=feed).status == 404, "a draft is not for a feed")
        body = {"statement": statement(), "source": realm.wire, "chain": [{"name": "Test Wire"}]}
        check(realm.post("/v1/entries", body, token=feed).status == 403)
        check(realm.post("/v1/sources", {"name": "x", "kind": "outlet"}, token=feed).status == 403)


def test_the_board_as_files_and_feeds(tocsin):
    with desk(tocsin) as realm:
        with_site = draft(realm, site={"name": "=Vienna", "lat": 48.2, "lon": 16.37}, actor="city officials")
        publish(realm, with_site)
        plain = draft(realm, jurisdiction="BE", code="BORDER_CONTROL", kind="border_control", words="Checks at the border.")
        publish(realm, plain)
        table = realm.get("/board.csv")
        check(table.headers["Content-Type"].startswith("text/csv"), dict(table.headers))
        rows = list(csv.DictReader(io.StringIO(table.text)))
        check([r["id"] for r in rows] == [with_site, plain] and rows[0]["place"] == "'=Vienna" and rows[0]["lat"] == "48.2", rows)
        check(rows[1]["said_by"] == "Test Wire" and rows[1]["code"] == "BORDER_CONTROL", rows)
        shapes = realm.get("/v1/board.geojson")
        check(shapes.headers["Content-Type"] == "application/geo+json", dict(shapes.headers))
        features = {f["id"]: f for f in shapes.json["features"]}
        check(features[with_site]["geometry"] == {"type": "Point", "coordinates": [16.37, 48.2]} and features[plain]["geometry"] is None, features)
        check(realm.get("/v1/board", headers={"Accept": "text/csv"}).text == table.text, "by Accept too")
        feed = ElementTree.fromstring(realm.get("/board.atom").body)
        ids = [e.find(ATOM + "id").text for e in feed.findall(ATOM + "entry")]
        check(feed.tag == ATOM + "feed" and len(ids) == len(set(ids)) == 2 and plain in ids[0], ids)
        for entry in feed.findall(ATOM + "entry"):
            check(all(entry.find(ATOM + name) is not None for name in ("title", "updated", "id", "link")), entry)
            check(entry.find(ATOM + "title").text.startswith("EXERCISE - "), entry.find(ATOM + "title").text)
        only = ElementTree.fromstring(realm.get("/board.atom?jurisdiction=AT").body)
        check(len(only.findall(ATOM + "entry")) == 1, "a watch is a filter in an address")
        # Filters.
        for query, wanted in (("?code=BORDER_CONTROL", {plain}), ("?jurisdiction=AT", {with_site}), ("?near=48.2,16.4,20000", {with_site}),
                              ("?status=lifted", set()), ("?source_kind=agency", {with_site, plain}), ("?source_kind=official", set()),
                              ("?area=48,16+48.5,16+48.5,17+48,17", {with_site}), ("?route=48.2,15+48.2,17&width_m=20000", {with_site}), ("?only=levels", set())):
            check(set(board_entries(realm, query)) == wanted, query, board_entries(realm, query))
        bad = realm.get("/v1/board?near=1,2")
        check(bad.status == 422 and bad.json["errors"][0]["pointer"] == "/near", bad)
        # Tags: the same view is not sent twice, a changed one is.
        for path in ("/v1/board", "/board.csv", "/v1/board.geojson", "/board.atom", "/v1/board/AT", "/v1/schemes", f"/v1/entries/{plain}", "/v1/sitrep"):
            first = realm.get(path)
            check(first.status == 200 and first.headers["ETag"], path, first)
            same = realm.get(path, headers={"If-None-Match": first.headers["ETag"]})
            check(same.status == 304 and same.body == b"" and same.headers["ETag"] == first.headers["ETag"], path, same)
        old = realm.get("/v1/board").headers["ETag"]
        publish(realm, draft(realm, jurisdiction="CH"))
        check(realm.get("/v1/board", headers={"If-None-Match": old}).status == 200, "it changed")
        check(realm.get("/v1/board/AT").json["entries"][0]["id"] == with_site and realm.get("/v1/board/FR").status == 404)
        for path in ("/v1/board", "/v1/entries/" + plain, "/board.csv"):
            check(realm.post(path).status == 405, path)


def test_time_travel_and_what_changed(tocsin):
    with desk(tocsin) as realm:
        before = now()
        time.sleep(1.1)
        entry = draft(realm, since="2015-11-14T08:00:00Z")
        publish(realm, entry)
        time.sleep(1.1)
        published = now()
        lifted = realm.post(f"/v1/entries/{entry}/lift", {"reason": "it opened again", "lifted_at": published}, token="operator")
        check(lifted.status == 200 and lifted.json["waits"], lifted)
        check(board_entries(realm)[entry][1]["status"] == "in_force", "what waits does not show")
        publish(realm, entry)
        check(board_entries(realm)[entry][1]["status"] == "lifted", board_entries(realm))
        check(board_entries(realm, f"?known_at={before}") == {}, "nobody knew it then")
        then = board_entries(realm, f"?known_at={published}&as_of={published}")
        check(then[entry][1]["status"] == "in_force", then)
        history = realm.get(f"/v1/entries/{entry}").json["revisions"]
        check([r["number"] for r in history] == [1, 2] and history[1]["statement"]["status"] == "lifted", history)
        check(len(realm.get(f"/v1/entries/{entry}?known_at={published}").json["revisions"]) == 1)
        check(realm.get(f"/v1/entries/{entry}?known_at={before}").status == 404)
        changed = realm.get(f"/v1/board/diff?from={published}").json
        check([c["kind"] for c in changed["rows"][0]["changes"]] == ["ended"] and changed["rows"][0]["iso"] == "AT", changed)
        added = realm.get(f"/v1/board/diff?from={before}&to={published}").json
        check([c["kind"] for c in added["rows"][0]["changes"]] == ["added"], added)
        check(realm.get("/v1/board/diff").status == 422 and realm.get(f"/v1/board/diff?from={published}&to={before}").status == 422)
        # The same after a restart: the board is made of the journal.
        whole = realm.get(f"/v1/board?as_of={published}&known_at={published}").json
        check(realm.stop() == 0)
        realm.serve()
        check(realm.get(f"/v1/board?as_of={published}&known_at={published}").json == whole)


def test_only_an_official_source_moves_a_level(tocsin):
    with desk(tocsin) as realm:
        level = {"scheme": "gb-threat-2019", "code": "SEVERE", "iso": "GB", "valid_from": "2026-01-02T10:00:00Z"}
        refused = realm.post("/v1/levels", {**level, "source": realm.wire}, token="operator")
        check(refused.status == 403 and refused.json["errors"][0]["pointer"] == "/source", refused)
        for change in ({"code": "4"}, {"scheme": "gb-threat-2006"}, {"scheme": "be-threat-2006"}, {"iso": "FR"}, {"valid_from": None}):
            bad = realm.post("/v1/levels", {**level, "source": realm.ministry, **change}, token="operator")
            check(bad.status == 422 and bad.json["errors"][0]["pointer"].startswith("/"), change, bad)
        made = realm.post("/v1/levels", {**level, "source": realm.ministry}, token="operator")
        check(made.status == 201 and made.json["state"] == "proposed", made)
        level_id = made.json["id"]
        check(realm.get("/v1/board").json["rows"] == [] and realm.get(f"/v1/levels/{level_id}").status == 404, "proposed is not set")
        check(realm.post(f"/v1/levels/{level_id}/approve", token="operator").status == 403)
        check(realm.post(f"/v1/levels/{level_id}/approve", token="approver", headers={"If-Match": '"99"'}).status == 412)
        check(realm.post(f"/v1/levels/{level_id}/approve", token="approver").json["state"] == "set")
        row = realm.get("/v1/board/GB").json
        shown = row["levels"][0]
        check(shown["code"] == "SEVERE" and shown["position"] == "4 of 5" and shown["source_name"] == "Home Office" and shown["scheme_certainty"], row)
        # Words of the press stand beside it and move nothing.
        words = {"class": "level_words", "code": "", "kind": "alert_raised", "jurisdiction": "GB", "level_said": "higher security alert", "words": "Britain is on higher security alert."}
        publish(realm, draft(realm, **words))
        row = realm.get("/v1/board/GB").json
        check(row["levels"][0]["code"] == "SEVERE" and row["entries"][0]["statement"]["level_said"] == "higher security alert", row)
        schemes = realm.get("/v1/schemes?jurisdiction=GB&at=2026-01-02T10:00:00Z").json["schemes"]
        check("gb-threat-2019" in [s["id"] for s in schemes] and "gb-threat-2006" not in [s["id"] for s in schemes], schemes)
        # Official for nothing: an operator cannot make a source official.
        check(realm.post("/v1/sources", {"name": "Me", "kind": "official", "official_for": ["GB"]}, token="operator").status == 403)
        ended = realm.post(f"/v1/levels/{level_id}/end", {"reason": "abolished"}, token="operator")
        check(ended.status == 200 and ended.json["pending_end"], ended)
        check(realm.get("/v1/board/GB").json["levels"], "until a second person says so")
        check(realm.post(f"/v1/levels/{level_id}/approve", token="approver").status == 200)
        check(realm.get("/v1/board/GB").json["levels"] == [], "it ended")


def test_claims_stand_apart_and_are_never_pushed(tocsin):
    with desk(tocsin) as realm:
        stream, record = Stream(realm, "/v1/board/events"), Stream(realm, "/v1/events")
        secret = "we did it, says the group"
        claim = draft(realm, jurisdiction="FR", kind="claim_of_responsibility", code="", words=secret, status="claimed",
                      chain=[{"name": "Test Wire", "type": "agency"}, {"name": "The Group", "type": "claimant"}], **{"class": "claim"})
        publish(realm, claim)
        row = realm.get("/v1/board/FR").json
        check(row["entries"] == [] and row["claims"][0]["id"] == claim and row["claims"][0]["attacker_claim"], row)
        check(row["claims"][0]["may_be_pushed"] is False, row)
        for frame in (stream.frame(), record.frame()):
            data = json.loads(frame["data"])
            check(data["claim"] is True and secret not in frame["data"] and "The Group" not in frame["data"] and "responsibility" not in frame["data"], frame)
        atom = realm.get("/board.atom").text
        check(secret not in atom and "The Group" not in atom and "responsibility" not in atom and "a claim was added" in atom, atom)
        stream.close(), record.close()


def test_watches_resume_and_bundle(tocsin):
    with desk(tocsin) as realm:
        stream = Stream(realm, "/v1/board/events?jurisdiction=AT")
        publish(realm, draft(realm, jurisdiction="BE", words="not for this reader"))
        publish(realm, draft(realm, words="the first"))
        first = stream.frame()
        check("the first" in first["data"] and json.loads(first["data"])["kind"] == "added", first)
        stream.close()
        publish(realm, draft(realm, words="the second"))
        publish(realm, draft(realm, jurisdiction="CH", words="elsewhere"))
        publish(realm, draft(realm, words="the third"))
        back = Stream(realm, "/v1/board/events?jurisdiction=AT", last=first["id"])
        check("the second" in back.frame()["data"])
        third = back.frame()
        check("the third" in third["data"], third)
        publish(realm, draft(realm, words="the fourth"))
        check("the fourth" in back.frame()["data"], "and goes on live")
        back.close()
        # Also after a restart; a cursor of nowhere is told so.
        check(realm.stop() == 0)
        realm.serve()
        back = Stream(realm, "/v1/board/events?jurisdiction=AT", last=third["id"])
        check("the fourth" in back.frame()["data"])
        check(back.silent(), "nothing is told twice")
        back.close()
        for cursor in ("bffffffff", "nonsense"):
            lost = Stream(realm, "/v1/board/events", last=cursor)
            check(lost.frame()["event"] == "reset")
            lost.close()
        levels = Stream(realm, "/v1/board/events?only=levels")
        quiet = Stream(realm, "/v1/board/events?bundle=2")
        publish(realm, draft(realm, words="the fifth"))
        publish(realm, draft(realm, words="the sixth"))
        told = ""
        while "the sixth" not in told:
            bundle = quiet.frame()
            check(bundle["event"] == "bundle", bundle)
            told += bundle["data"]
        check("the fifth" in told, told)
        check(levels.silent(), "only if a level changes")
        check(realm.get("/v1/board/events?bundle=-1").status == 422)
        # An edit of which nobody is to be told.
        entry = draft(realm, words="a tpyo")
        publish(realm, entry)
        levels.close(), quiet.close()
        time.sleep(1)  # readers of one filter share a look at the board; the last one is over by then
        told = Stream(realm, "/v1/board/events?jurisdiction=AT")
        shown = realm.get(f"/v1/entries/{entry}", token="operator")
        edit = {"statement": {**shown.json["statement"], "words": "a typo"}, "minor": True}
        minor = realm.request("PUT", f"/v1/entries/{entry}", edit, token="operator", headers={"If-Match": shown.headers["ETag"]})
        check(minor.status == 200 and board_entries(realm)[entry][1]["statement"]["words"] == "a typo", minor)
        check(told.silent(), "typos are not told")
        told.close()


def test_edits_have_revisions_and_locks(tocsin):
    with desk(tocsin) as realm:
        entry = draft(realm)
        publish(realm, entry)
        shown = realm.get(f"/v1/entries/{entry}", token="operator")
        tag, edited = shown.headers["ETag"], {**shown.json["statement"], "status": "extended"}
        put = lambda body, **options: realm.request("PUT", f"/v1/entries/{entry}", body, **options)
        check(put({"statement": edited, "change_note": "x"}, token="operator", headers={"If-Match": '"77"'}).status == 412)
        check(put({"statement": edited}, token="operator").status == 422, "a change note is required")
        check(put({"statement": edited, "minor": True}, token="operator").status == 422, "a status is not a minor change")
        done = put({"statement": edited, "change_note": "it goes on"}, token="operator", headers={"If-Match": tag})
        check(done.status == 200 and done.headers["ETag"] != tag and done.json["pending"]["statement"]["status"] == "extended", done)
        check(board_entries(realm)[entry][1]["status"] == "in_force", "until a second person publishes it")
        back = realm.post(f"/v1/entries/{entry}/send-back", {"reason": "until when?"}, token="approver")
        check(back.status == 200 and back.json["pending"]["sent_back"] == "until when?" and not back.json["waits"], back)
        check(realm.post(f"/v1/entries/{entry}/submit", token="operator").json["waits"])
        check(publish(realm, entry)["revisions"][-1]["change_note"] == "it goes on")
        confirmed = realm.post(f"/v1/entries/{entry}/confirm", {"note": "called them"}, token="operator")
        check(confirmed.status == 200 and confirmed.json["confirmations"][0]["note"] == "called them", confirmed)
        check(realm.post(f"/v1/entries/{entry}/fly", token="operator").status == 404)
        lock = realm.post(f"/v1/entries/{entry}/lock", token="operator")
        check(lock.status == 200 and lock.json["name"], lock)
        held = realm.post(f"/v1/entries/{entry}/lock", token="approver")
        check(held.status == 409 and lock.json["name"] in held.json["detail"], held)
        check(realm.get(f"/v1/entries/{entry}", token="approver").json["lock"]["name"] == lock.json["name"])
        check(realm.post(f"/v1/entries/{entry}/lock", {"take_over": True}, token="approver").status == 200)
        check(realm.request("DELETE", f"/v1/entries/{entry}/lock", token="operator").json["lock"], "somebody else's stays")
        check(realm.request("DELETE", f"/v1/entries/{entry}/lock", token="approver").json["lock"] is None)
        given_up = draft(realm)
        check(realm.post(f"/v1/entries/{given_up}/discard", {"reason": "wrong"}, token="operator").json["state"] == "discarded")
        merged = realm.post(f"/v1/reports?source={realm.wire}", REPORT, token="operator", headers={"Content-Type": "text/plain"}).json["id"]
        support = realm.post(f"/v1/reports/{merged}/proposals/0/merge", {"entry": entry, "note": "the same"}, token="operator")
        check(support.status == 200 and len(support.json["pending_support"]) == 1, support)
        check(len(publish(realm, entry)["support"]) == 2)


def test_counts_stand_side_by_side(tocsin):
    with desk(tocsin) as realm:
        for low, high, text in ((120, None, "120+"), (129, 129, "129")):
            publish(realm, draft(realm, jurisdiction="FR", kind="killed", code="", words=f"{text} killed", **{"class": "count"},
                                 quantity={"kind": "killed", "min": low, "max": high, "exact": high is not None, "text": text}))
        counts = realm.get("/v1/board/FR").json["counts"]
        check(len(counts) == 1 and [f["quantity"]["text"] for f in counts[0]["figures"]] == ["120+", "129"], counts)
        check(counts[0]["low"] == 120 and counts[0]["latest"]["quantity"]["text"] == "129", counts)


def test_updates_are_drafted_corrected_and_pinned(tocsin):
    with desk(tocsin, "live") as realm:
        incident = realm.post("/v1/incidents", {"headline": "Attacks in Paris"}, token="operator").json["id"]
        path = f"/v1/incidents/{incident}/updates"
        fact = {"text": "The stadium is being cleared.", "sources": ["prefecture"], "occurred_at": now()}
        posted = realm.post(path, fact, token="operator")
        check(posted.status == 201 and posted.json["state"] == "submitted", "a live realm has a second person", posted)
        update = posted.json["id"]
        check(realm.get(f"{path}/{update}").status == 404 and fact["text"] not in realm.get(f"/i/{incident}").text)
        check(realm.post(f"{path}/{update}/publish", token="operator").status == 403)
        done = realm.post(f"{path}/{update}/publish", token="approver")
        check(done.status == 200 and done.json["state"] == "published", done)
        public = realm.get(f"{path}/{update}")
        check(public.status == 200 and public.json["published_at"] and public.json["occurred_at"], public)
        record = Stream(realm, "/v1/events")
        corrected = realm.post(f"{path}/{update}/correct", {"text": "The stadium is being searched.", "reason": "misheard"}, token="approver")
        check(corrected.status == 200 and corrected.json["corrections"][0]["text_before"] == fact["text"], corrected)
        check(json.loads(record.frame()["data"])["reason"] == "misheard")
        pinned = realm.post(f"{path}/{update}/mark", {"pinned": True, "key_event": True}, token="operator")
        check(pinned.status == 200 and pinned.json["pinned"] and pinned.json["key_event"], pinned)
        record.close()
        written = realm.post(path, {**fact, "submit": False}, token="operator")
        check(written.status == 201 and written.json["state"] == "draft", written)
        one = f"{path}/{written.json['id']}"
        changed = realm.request("PUT", one, {**fact, "text": "Other words."}, token="operator", headers={"If-Match": written.headers["ETag"]})
        check(changed.status == 200 and changed.json["text"] == "Other words." and changed.json["state"] == "submitted", changed)
        check(realm.request("PUT", one, fact, token="operator", headers={"If-Match": written.headers["ETag"]}).status == 412)
        check(realm.post(f"{one}/send-back", {"reason": "who says so?"}, token="approver").json["sent_back"] == "who says so?")
        check(realm.post(f"{one}/discard", {"reason": "nobody"}, token="operator").json["state"] == "discarded")


def test_a_situation_report_and_the_description(tocsin):
    with desk(tocsin) as realm:
        publish(realm, draft(realm))
        report = realm.get("/v1/sitrep").json
        check(report["exercise"] is True and report["sections"][0]["iso"] == "AT" and report["sections"][0]["measures"][0]["status"] == "in_force", report)
        check(report["sources"][0]["name"] == "Test Wire", report)
        api = realm.get("/openapi.json").json
        for path in ("/v1/board", "/v1/board/{iso}", "/v1/board/diff", "/v1/board/events", "/v1/entries/{id}", "/v1/schemes", "/v1/sitrep", "/v1/reports",
                     "/v1/reports/{id}/raw", "/v1/reports/{id}/proposals/{number}/accept", "/v1/levels", "/v1/sources", "/board.atom"):
            check(path in api["paths"], path)


def test_the_command_line_reads_and_files(tocsin):
    with Realm(tocsin) as realm:
        file = realm.scratch / "report.txt"
        file.write_text(REPORT)
        plain = realm.cli("read", file)
        check(plain.returncode == 0 and "BORDER_CONTROL" in plain.stdout and "BE" in plain.stdout, plain)
        read = realm.cli("read", "--json", file)
        check(read.returncode == 0 and json.loads(read.stdout)["document"]["published"]["value"] == "2015-11-14T18:24", read)
        check(read.stdout == realm.cli("read", file, "--json").stdout, "the same bytes each time")
        check(len(realm.cli("read", file, "--explain").stdout) > len(plain.stdout))
        check(realm.cli("read", realm.scratch / "none.txt").returncode == 2, "cannot be read")
        broken = realm.scratch / "broken.txt"
        broken.write_bytes(b"caf\xe9")
        bad = realm.cli("read", broken)
        check(bad.returncode == 1 and "UTF-8" in bad.stderr, bad)
        check(realm.cli("read", file, "--published", "yesterday").returncode == 1)
        # Without a server, and beside one.
        added = realm.cli("source", "add", "--name", "Gazette", "--kind", "outlet", "--grade", "C", "--data", realm.data)
        check(added.returncode == 0, added)
        realm.serve()
        official = realm.cli("source", "add", "--name", "Ministry", "--kind", "official", "--official-for", "AT", "--data", realm.data, "--json")
        check(official.returncode == 0 and json.loads(official.stdout)["official_for"] == ["AT"], official)
        check(realm.cli("source", "add", "--name", "x", "--kind", "gossip", "--data", realm.data).returncode == 1)
        filed = realm.cli("report", "file", file, "--source", added.stdout.strip(), "--data", realm.data, "--json")
        check(filed.returncode == 0 and json.loads(filed.stdout)["proposals"] > 0, filed)
        again = realm.cli("report", "file", file, "--source", added.stdout.strip(), "--data", realm.data, "--token-file", realm.token_file("operator"))
        check(again.returncode == 0 and "known before" in again.stdout, again)
        check(realm.cli("report", "file", file, "--source", "7", "--data", realm.data).returncode == 1)


def test_the_article_waits_at_the_desk(tocsin):
    article = SHARED / "data" / "article" / "article.txt"
    if not article.is_file():
        return "../shared is absent"
    with desk(tocsin) as realm:
        filed = realm.post(f"/v1/reports?source={realm.wire}", article.read_bytes(), token="operator", headers={"Content-Type": "text/plain"})
        check(filed.status == 201 and filed.json["proposals"] > 20, filed)
        report = realm.get(f"/v1/reports/{filed.json['id']}", token="operator").json
        text = article.read_bytes()
        for proposal in report["proposals"]:
            begin, end = proposal["span"]
            text[begin:end].decode("utf-8")  # never inside a character
            check(552 <= begin < end <= len(text), proposal)
        check(realm.get("/v1/board").json["rows"] == [], "nothing reaches the board by itself")
        clusters = realm.get(f"/v1/desk/clusters?report={filed.json['id']}", token="operator").json["items"]
        check(clusters and any(c["attacker_claim"] for c in clusters), len(clusters))
        accepted = 0
        for proposal in report["proposals"]:
            if proposal["statement"]["class"] != "other" and proposal["statement"]["jurisdiction"]["iso"] and proposal["statement"]["code"]:
                made = realm.post(f"/v1/reports/{filed.json['id']}/proposals/{proposal['number']}/accept", token="operator")
                check(made.status == 201, proposal, made)
                publish(realm, made.json["id"])
                accepted += 1
        rows = realm.get("/v1/board").json["rows"]
        check(sum(len(row["entries"]) for row in rows) == accepted and len(rows) >= 8, [row["iso"] for row in rows])


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--tocsin", required=True)
    parser.add_argument("--only")
    options = parser.parse_args()
    raise SystemExit(run([f for name, f in list(globals().items()) if name.startswith("test_")], options.tocsin, options.only))
