#!/usr/bin/env python3
"""Kills the real server at random moments under concurrent load, and compares what it acknowledged with what is there.

usage: crash.py --tocsin PATH [--kills 100] [--seed N]

Every life: start the server, let several threads answer (and change answers), import people and hand in alerts, kill -9 after a
random time. After the last life: every acknowledged answer is the newest one or was followed by one that was sent later;
`journal asks` shows nobody twice; `journal verify` says intact; every acknowledged person and alert is there.
"""
import argparse
import http.client
import json
import random
import threading
import time
import urllib.parse

from realm import Realm, check, person, run, square

ANSWERS = ["safe", "need_help", "not_there"]
PEOPLE = 400


class Load:
    """Threads that talk to one life of the server and write down what was acknowledged."""

    def __init__(self, realm, check_id, paths, seed):
        self.realm, self.check_id, self.paths = realm, check_id, paths
        self.random = random.Random(seed)
        self.stopping = threading.Event()
        self.lock = threading.Lock()
        self.sent = {}          # person -> answers sent, in order, each acknowledged or not
        self.new_people = set()  # acknowledged imports
        self.alerts = set()      # acknowledged alerts
        self.number = 0

    def answer(self, mine, chance):
        connection = None
        while not self.stopping.is_set():
            person_id = chance.choice(mine)
            answer = chance.choice(ANSWERS)
            entry = [answer, False]
            self.sent.setdefault(person_id, []).append(entry)
            try:
                connection = connection or http.client.HTTPConnection("127.0.0.1", self.realm.port, timeout=10)
                connection.request("POST", self.paths[person_id], urllib.parse.urlencode({"answer": answer, "note": "n" * chance.randint(0, 9)}),
                                   {"Content-Type": "application/x-www-form-urlencoded"})
                response = connection.getresponse()
                response.read()
                entry[1] = response.status == 200
            except (OSError, http.client.HTTPException):
                return  # the server is dead; what was under way is not acknowledged

    def write(self, chance):
        while not self.stopping.is_set():
            with self.lock:
                self.number += 1
                name = f"n{time.time_ns()}{self.number}"
            try:
                if chance.random() < 0.5:
                    body = {"source": "test list", "basis": "a test", "people": [person(name, lat=10, lon=10)]}
                    if self.realm.post("/v1/people", body, token="operator").status == 200:
                        self.new_people.add("p" + name)
                else:
                    done = self.realm.post("/v1/alerts", alert(name), token="operator", headers={"Content-Type": "application/cap+xml"})
                    if done.status == 201:
                        self.alerts.add(done.json["id"])
            except (OSError, http.client.HTTPException, ValueError):
                return

    def run(self, seconds):
        people = sorted(self.paths)
        threads = [threading.Thread(target=self.answer, args=(people[i::4], random.Random(self.random.random()))) for i in range(4)]
        threads += [threading.Thread(target=self.write, args=(random.Random(self.random.random()),)) for _ in range(2)]
        for thread in threads:
            thread.start()
        time.sleep(seconds)
        self.realm.kill()
        self.stopping.set()
        for thread in threads:
            thread.join()


def alert(name):
    return f"""<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>{name}</identifier><sender>crash@example.org</sender>
<sent>2026-01-01T00:00:00-00:00</sent><status>Exercise</status><msgType>Alert</msgType><scope>Public</scope></alert>"""


def verify(realm, check_id, load):
    verified = realm.cli("journal", "verify", "--data", realm.data)
    check(verified.returncode == 0, "journal verify:", verified.stderr)
    asks = [line.split("\t")[0] for line in realm.cli("journal", "asks", check_id, "--data", realm.data).stdout.splitlines()]
    check(len(asks) == len(set(asks)), "somebody was asked twice")
    check(set(load.paths) <= set(asks), "an ask that was shown is gone")
    realm.serve()
    current, path = {}, f"/v1/checks/{check_id}/asks"
    while path:
        page = realm.get(path, token="operator").json
        current.update({item["person"]: item["answer"] for item in page["items"]})
        path = page["next"] and f"/v1/checks/{check_id}/asks?cursor={page['next']}"
    acknowledged = 0
    for person_id, entries in load.sent.items():
        done = [i for i, entry in enumerate(entries) if entry[1]]
        acknowledged += len(done)
        if not done:
            continue
        # The answer now must be the last acknowledged one, or one whose outcome nobody heard, sent after it.
        possible = {entries[done[-1]][0]} | {entry[0] for entry in entries[done[-1] + 1:]}
        check(current[person_id] in possible, f"{person_id} has {current[person_id]}, acknowledged was {entries[done[-1]][0]}")
    for alert_id in load.alerts:
        check(realm.get(f"/v1/alerts/{alert_id}").status == 200, "an acknowledged alert is gone")
    again = realm.post("/v1/people", {"source": "test list", "basis": "a test",
                                      "people": [person(p[1:], lat=10, lon=10) for p in sorted(load.new_people)][:4000]}, token="operator").json
    check(again["created"] == 0, f"{again['created']} acknowledged people are gone")
    realm.kill()
    return acknowledged


def test_kill_nine_under_load(tocsin):
    chance = random.Random(OPTIONS.seed)
    with Realm(tocsin) as realm:
        realm.serve()
        realm.add_people([person(i) for i in range(PEOPLE)])
        check_id = realm.open_check(square(48.87, 2.37))
        realm.wait_asked(check_id, PEOPLE)
        load = Load(realm, check_id, realm.answer_paths(check_id), chance.random())
        realm.kill()
        begun = time.time()
        for kill in range(OPTIONS.kills):
            realm.serve()
            # A third of the kills come while the server is still at its first requests.
            load.stopping.clear()
            load.run(chance.choice([0.01, 0.05, 0.1, 0.2, 0.4]) * chance.random() * 2)
            if kill % 25 == 24:
                verify(realm, check_id, load)
        acknowledged = verify(realm, check_id, load)
        print(f"{OPTIONS.kills} kills in {time.time() - begun:.0f} s (seed {OPTIONS.seed}): {acknowledged} acknowledged answers, "
              f"{len(load.new_people)} people, {len(load.alerts)} alerts, all there")
        check(acknowledged > OPTIONS.kills, "the load hardly acknowledged anything")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--tocsin", required=True)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    OPTIONS = parser.parse_args()
    raise SystemExit(run([test_kill_nine_under_load], OPTIONS.tocsin))
