#!/usr/bin/env python3
"""Gives the server more than it can do, and holds it to what it may refuse: answers last, alerts never.

usage: overload.py --tocsin PATH
"""
import argparse
import multiprocessing
import socket
import selectors
import sys
import threading
import time
import uuid

from realm import Failure, Realm, check, person, run, square

PEOPLE = 400
READERS = 4  # processes, since one may have only 1,024 descriptors
CLIENTS_READING = 800  # of each; together three times what handlers take at once
CLIENTS_ANSWERING = 200
ISSUERS = 52
SECONDS = 6
MEMORY_MB_MAX = 200


def resident_mb(pid):
    with open(f"/proc/{pid}/status") as status:
        for line in status:
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024
    raise Failure("no memory figure")


class Flood:
    """Clients that ask again once answered, in a process of their own. Counts answers by status.

    In bursts: all ask at once and again when all are answered, so that what a burst asks for is waiting whole however
    fast either side is. Otherwise each asks again by itself.
    """

    def __init__(self, port, requests, clients, bursts):
        self.port, self.requests, self.clients, self.bursts = port, requests, clients, bursts
        self.counts, self.sent = {}, 0
        self.result = multiprocessing.Queue()
        self.process = multiprocessing.Process(target=self.work, daemon=True)

    def count(self, what):
        self.counts[what] = self.counts.get(what, 0) + 1

    def ask(self, line):
        line.send(self.requests[self.sent % len(self.requests)])
        self.sent += 1

    def take_answer(self, received):
        """True when a whole answer was taken off what came."""
        head_end = received.find(b"\r\n\r\n")
        if head_end < 0:
            return False
        head = bytes(received[:head_end]).decode("latin-1")
        length = next((int(row[16:]) for row in head.split("\r\n") if row.lower().startswith("content-length: ")), 0)
        if len(received) < head_end + 4 + length:
            return False
        status = head.split(" ")[1]
        if status == "503" and "retry-after:" not in head.lower():
            status = "503 without Retry-After"
        self.count(status)
        del received[:head_end + 4 + length]
        return True

    def work(self):
        selector = selectors.DefaultSelector()
        lines = [socket.create_connection(("127.0.0.1", self.port)) for _ in range(self.clients)]
        for line in lines:
            line.setblocking(False)
            selector.register(line, selectors.EVENT_READ, bytearray())
        end, waiting = time.time() + SECONDS, 0
        for line in lines:
            self.ask(line)
            waiting += 1
        while time.time() < end and lines:
            for key, _ in selector.select(0.5):
                try:
                    piece = key.fileobj.recv(65536)
                except BlockingIOError:
                    continue
                if not piece:
                    selector.unregister(key.fileobj)
                    lines.remove(key.fileobj)
                    self.count("closed")
                    waiting -= 1
                    continue
                key.data.extend(piece)
                if not self.take_answer(key.data):
                    continue
                if self.bursts:
                    waiting -= 1
                else:
                    self.ask(key.fileobj)
            if waiting <= 0:
                for line in lines:
                    self.ask(line)
                waiting = len(lines)
        self.result.put(self.counts)


def alert(number):
    return f"""<?xml version="1.0" encoding="UTF-8"?><alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
<identifier>{uuid.uuid4()}</identifier><sender>issuer{number}@example.org</sender><sent>2026-01-01T10:00:00+01:00</sent>
<status>Exercise</status><msgType>Alert</msgType><scope>Public</scope><info><category>Safety</category><event>Flood</event>
<urgency>Immediate</urgency><severity>Severe</severity><certainty>Observed</certainty><headline>Flood {number}</headline>
<area><areaDesc>Town {number}</areaDesc><circle>48.8{number % 10},2.3 1</circle></area></info></alert>"""


def test_answers_are_refused_last_and_alerts_never(tocsin):
    with Realm(tocsin) as realm:
        realm.serve()
        realm.add_people([person(i) for i in range(PEOPLE)])
        check_id = realm.open_check(square(48.87, 2.37))
        realm.wait_asked(check_id, PEOPLE)
        paths = list(realm.answer_paths(check_id).values())
        reading = [f"GET {path}?lang=en HTTP/1.1\r\nHost: x\r\n\r\n".encode() for path in paths]
        answering = []
        for answer in ("safe", "not_there"):
            body = f"answer={answer}&note=x"
            answering += [f"POST {path}?lang=en HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                          f"Content-Length: {len(body)}\r\n\r\n{body}".encode() for path in paths]
        before = resident_mb(realm.server.pid)
        floods = [Flood(realm.port, reading, CLIENTS_READING, bursts=True) for _ in range(READERS)]
        floods.append(Flood(realm.port, answering, CLIENTS_ANSWERING, bursts=False))
        for flood in floods:
            flood.process.start()
        took, refused, highest = [], [], before

        def issue(number):
            begun = time.time()
            answer = realm.request("POST", "/v1/alerts", alert(number), token="operator", headers={"Content-Type": "application/cap+xml"})
            took.append(time.time() - begun)
            if answer.status != 201:
                refused.append(answer)

        time.sleep(1)
        issuers = []
        for number in range(ISSUERS):
            issuers.append(threading.Thread(target=issue, args=(number,)))
            issuers[-1].start()
            time.sleep((SECONDS - 3) / ISSUERS)
            highest = max(highest, resident_mb(realm.server.pid))
        for thread in issuers:
            thread.join()
        *readers, answered = [flood.result.get(timeout=30) for flood in floods]
        for flood in floods:
            flood.process.join(10)
        read = {status: sum(reader.get(status, 0) for reader in readers) for status in set().union(*readers)}
        print(f"  reading {read}, answering {answered}, alerts {len(took)} within {max(took):.2f} s, memory {before:.0f} to {highest:.0f} MB")
        check(not refused, refused[:1])
        # Each has its minute; a shared machine may stall for seconds.
        check(max(took) < 10, "an alert took", max(took))
        check(set(answered) == {"200"}, "answers were refused:", answered)
        check(answered["200"] > 1000, answered)
        check(set(read) <= {"200", "503"} and read.get("503", 0) > 0, "reading was not refused first:", read)
        check(highest - before < MEMORY_MB_MAX, "memory grew by", highest - before)
        # Nothing acknowledged is lost: every answer that came back is an event of its own or a repeated one.
        counts = realm.get(f"/v1/checks/{check_id}", token="operator").json
        check(counts["no_answer"] == 0, counts)
        check(realm.stop() == 0)
        verified = realm.cli("journal", "verify", "--data", realm.data)
        check(verified.returncode == 0, verified)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tocsin", required=True)
    parser.add_argument("--only")
    options = parser.parse_args()
    return run([test_answers_are_refused_last_and_alerts_never], options.tocsin, options.only)


if __name__ == "__main__":
    sys.exit(main())
