#!/usr/bin/env python3
"""Tries the outgoing mail of the real program against a real SMTP server. One line a test.

usage: mail.py --tocsin PATH [--only NAME]
"""
import argparse
import asyncio
import email
import email.policy
import os
import re
import socket
import sys
import threading
import time
from collections import Counter

try:
    from aiosmtpd.controller import Controller
except ImportError:
    # Debian's package belongs to Debian's Python, which need not be the first one in PATH.
    if sys.executable != "/usr/bin/python3" and os.path.exists("/usr/bin/python3"):
        os.execv("/usr/bin/python3", ["/usr/bin/python3", *sys.argv])
    print("skipped mail: python3-aiosmtpd is not installed")
    raise SystemExit(0)

from realm import Failure, Realm, check, person, run, square

AREA = square(48.87, 2.37)


def free_port():
    with socket.socket() as probe:  # Controller must know its port before it starts
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Relay:
    """An SMTP server that keeps what it takes: a list of (recipient, message)."""

    def __init__(self, refuse=(), greylist=(), delay=0.0):
        self.refuse, self.greylist, self.delay = set(refuse), set(greylist), delay
        self.taken, self.lock = [], threading.Lock()
        self.port = free_port()
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refuse:
            return "550 5.1.1 no such mailbox"
        if address in self.greylist:
            self.greylist.discard(address)
            return "451 4.7.1 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        await asyncio.sleep(self.delay)
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        with self.lock:
            self.taken.append((envelope.rcpt_tos[0], message))
        return "250 OK"

    def __enter__(self):
        self.controller.start()
        return self

    def __exit__(self, *_):
        self.controller.stop()

    def mails(self, subject=""):
        with self.lock:
            return [(to, message) for to, message in self.taken if subject in str(message["Subject"])]

    def wait(self, count, subject="", seconds=20):
        for _ in range(int(seconds * 20)):
            if len(self.mails(subject)) >= count:
                break
            time.sleep(0.05)
        else:
            raise Failure(f"{len(self.mails(subject))} mails, not {count}")
        time.sleep(0.5)  # one too many would come now
        return self.mails(subject)

    def options(self, *more):
        return ["--smtp", f"127.0.0.1:{self.port}", "--mail-from", "duty@city.example", *more]


def deliveries(realm, check_id):
    """person id -> list of (purpose, state)"""
    found, path = {}, f"/v1/checks/{check_id}/asks"
    page = realm.get(path, token="operator").json
    for item in page["items"]:
        found[item["person"]] = [(d["purpose"], d["state"]) for d in item["deliveries"]]
    check(not page.get("next"), "one page")
    return found


def wait_recorded(realm, check_id, counts, seconds=15):
    for _ in range(int(seconds * 10)):
        seen = Counter(d for ds in deliveries(realm, check_id).values() for d in ds)
        if seen == Counter(counts):
            return
        time.sleep(0.1)
    raise Failure(f"recorded {dict(seen)}, not {counts}")


def test_asks_arrive_once_and_their_links_answer(tocsin):
    with Relay(refuse=["p7@example.org"], greylist=["p9@example.org"]) as relay, Realm(tocsin) as realm:
        realm.serve(*relay.options())
        people = [person(n) for n in range(1, 26)]
        del people[3]["email"]  # p4
        realm.add_people(people)
        check_id = realm.open_check(AREA, headline="Fuite de gaz à Étampes – " + "très longue " * 8, what="x\r\nBcc: all@example.org")
        realm.wait_asked(check_id, 25)
        mails = relay.wait(23)  # p9's comes after the first back-off
        per_mailbox = Counter(to for to, _ in mails)
        check(set(per_mailbox) == {f"p{n}@example.org" for n in range(1, 26) if n not in (4, 7)}, per_mailbox)
        check(set(per_mailbox.values()) == {1}, per_mailbox)
        check(len({m["Message-ID"] for _, m in mails}) == 23, "each its own Message-ID")
        to, message = mails[0]
        check(message["Subject"].startswith("EXERCISE - Are you safe? Fuite de gaz à Étampes – très"), message["Subject"])
        check(message["Auto-Submitted"] == "auto-generated" and message["Bcc"] is None and message["To"].addresses[0].addr_spec == to, message.as_string())
        check(message["Date"].datetime is not None and not message.defects, message.defects)
        text = message.get_content()
        for words in ("This is an exercise", "Rue Test", "1 Jan 2026, 09:00 UTC", '"home"', "You can answer without logging in."):
            check(words in text, words, "not in", text)
        path = re.search(r"http://127\.0\.0\.1:\d+(/a/\S+)", text).group(1)
        check(realm.get(path).status == 200, "the link opens")
        check(realm.form(path, {"answer": "safe"}).status in (200, 303), "and answers")
        check(realm.get(f"/v1/checks/{check_id}", token="operator").json["answers"]["safe"] == 1)
        wait_recorded(realm, check_id, {("ask", "sent"): 23, ("ask", "undeliverable"): 1})
        realm.stop()
        realm.serve(*relay.options())
        time.sleep(1)
        check(len(relay.mails()) == 23, "a restart sends nothing again")


def test_a_retraction_reaches_exactly_those_asked(tocsin):
    with Relay(refuse=["p2@example.org"]) as relay, Realm(tocsin) as realm:
        realm.serve(*relay.options())
        realm.add_people([person(n) for n in range(1, 9)] + [person(50, lat=10, lon=10)])
        check_id = realm.open_check(AREA, correction="It was a film set.")
        relay.wait(7)
        wait_recorded(realm, check_id, {("ask", "sent"): 7, ("ask", "undeliverable"): 1})
        done = realm.post(f"/v1/checks/{check_id}/retract", token="approver")
        check(done.status == 200, done)
        mails = relay.wait(7, "Correction: Gas leak")
        check(Counter(to for to, _ in mails) == Counter(f"p{n}@example.org" for n in (1, 3, 4, 5, 6, 7, 8)), mails)
        check("It was a film set." in mails[0][1].get_content() and mails[0][1]["Subject"] == "EXERCISE - Correction: Gas leak", mails[0])
        wait_recorded(realm, check_id, {("ask", "sent"): 7, ("ask", "undeliverable"): 1, ("correction", "sent"): 7})


def test_a_retraction_overtakes_the_asks(tocsin):
    with Relay(delay=0.05) as relay, Realm(tocsin) as realm:
        realm.serve(*relay.options())
        realm.add_people([person(n) for n in range(1, 61)])
        check_id = realm.open_check(AREA)
        for _ in range(400):
            if len(relay.mails()) >= 10:
                break
            time.sleep(0.02)
        check(realm.post(f"/v1/checks/{check_id}/retract", token="approver").status == 200)
        for _ in range(100):
            asked, corrected = (Counter(to for to, _ in relay.mails(s)) for s in ("Are you safe?", "Correction"))
            if asked == corrected:
                break
            time.sleep(0.1)
        time.sleep(1)
        asked, corrected = (Counter(to for to, _ in relay.mails(s)) for s in ("Are you safe?", "Correction"))
        check(asked == corrected and set(asked.values()) == {1}, asked, corrected)
        check(10 <= len(asked) < 50, "the asking stopped", len(asked))


def test_killed_while_sending_repeats_nothing_recorded(tocsin):
    with Relay(delay=0.05) as relay, Realm(tocsin) as realm:
        realm.serve(*relay.options())
        realm.add_people([person(n) for n in range(1, 61)])
        check_id = realm.open_check(AREA)
        for _ in range(400):
            if len(relay.mails()) >= 20:
                break
            time.sleep(0.02)
        known = {p for p, ds in deliveries(realm, check_id).items() if ("ask", "sent") in ds}
        realm.kill()
        check(known and len(relay.mails()) < 60, "killed in the middle", len(known), len(relay.mails()))
        realm.serve(*relay.options())
        wait_recorded(realm, check_id, {("ask", "sent"): 60})
        time.sleep(0.5)
        mails = relay.mails()
        by_mailbox = {}
        for to, message in mails:
            by_mailbox.setdefault(to, []).append(message["Message-ID"])
        links = {p: path for p, path in realm.answer_paths(check_id).items()}
        person_of = {}
        for to, message in mails:
            person_of[to] = next(p for p, path in links.items() if path in message.get_content())
        check(len(by_mailbox) == 60, "everybody was asked", len(by_mailbox))
        twice = {to: ids for to, ids in by_mailbox.items() if len(ids) > 1}
        check(not any(person_of[to] in known for to in twice), "a recorded ask was repeated")
        check(len(twice) <= 8 and all(len(set(ids)) == 1 for ids in twice.values()), twice)


def test_no_relay_means_later_not_never(tocsin):
    with Realm(tocsin) as realm:
        relay = Relay()
        realm.serve(*relay.options())  # nobody listens there yet
        realm.add_people([person(n) for n in range(1, 4)])
        check_id = realm.open_check(AREA)
        realm.wait_asked(check_id, 3)
        time.sleep(1)
        check(not any(deliveries(realm, check_id).values()), "nothing is recorded")
        with relay:
            check(len(relay.wait(3)) == 3)
            wait_recorded(realm, check_id, {("ask", "sent"): 3})


def test_a_held_realm_sends_nothing(tocsin):
    with Relay() as relay, Realm(tocsin) as realm:
        realm.serve()  # without mail
        realm.add_people([person(n) for n in range(1, 4)])
        check_id = realm.open_check(AREA)
        realm.wait_asked(check_id, 3)
        realm.stop()
        (realm.data / "restored").touch()
        realm.serve(*relay.options())
        time.sleep(2)
        check(not relay.mails() and not any(deliveries(realm, check_id).values()), "held")
        released = realm.form("/console/release", {}, token="approver")
        check(released.status == 303, released)
        check(len(relay.wait(3)) == 3)


def test_only_https_leaves_a_live_realm(tocsin):
    with Realm(tocsin, "live") as realm:
        serve = ["serve", "--data", realm.data, "--listen", "127.0.0.1:0", "--smtp", "127.0.0.1:25"]
        for more in (["--mail-from", "a@b.example"], ["--mail-from", "a@b.example", "--public-url", "http://b.example"]):
            done = realm.cli(*serve, *more, timeout=20)
            check(done.returncode == 1 and "no ask leaves unless public_url is https" in done.stderr, done)
        done = realm.cli(*serve, "--public-url", "https://b.example", timeout=20)
        check(done.returncode == 1 and "--mail-from" in done.stderr, done)
        for bad in ("nowhere", ":25", "host:0", "host:x"):
            done = realm.cli(*serve[:-1], bad, "--mail-from", "a@b.example", timeout=20)
            check(done.returncode == 1 and "is not HOST:PORT" in done.stderr, done)
        with Relay() as relay:
            realm.serve(*relay.options("--public-url", "https://b.example"))
            realm.add_people([person(1)])
            realm.open_check(AREA)
            message = relay.wait(1)[0][1]
            check(message["Subject"] == "Are you safe? Gas leak" and "https://b.example/a/" in message.get_content(), message)
            check("EXERCISE" not in message.get_content() and "call 112 first" in message.get_content(), message.get_content())
            check(realm.stop() == 0, "a clean stop")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--tocsin", required=True)
    parser.add_argument("--only")
    options = parser.parse_args()
    raise SystemExit(run([f for name, f in list(globals().items()) if name.startswith("test_")], options.tocsin, options.only))
