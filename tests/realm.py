"""Helpers of the whole-program tests: a realm in a scratch directory, its server, and HTTP to it."""
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.parse
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("TOCSIN_SHARED", ROOT.parent / "shared"))


class Failure(Exception):
    pass


def check(condition, *facts):
    if not condition:
        raise Failure(" ".join(str(fact) for fact in facts))


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")

    @property
    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"{self.status} {self.text[:400]}"


class Realm:
    """A data directory, perhaps with a server running over it."""

    def __init__(self, tocsin, kind="drill", enrol=True):
        self.tocsin = str(Path(tocsin).resolve())
        self.scratch = Path(tempfile.mkdtemp(prefix="tocsin-test-"))
        self.data = self.scratch / "data"
        self.server = None
        self.port = None
        made = self.cli("init", "--data", self.data, "--realm", kind, "--json")
        check(made.returncode == 0, made)
        self.links = json.loads(made.stdout)
        self.tokens = {}
        if enrol:
            for role in ("operator", "approver"):
                file = self.scratch / f"{role}.token"
                entered = self.cli("operator", "enter", self.links[role]["link"], "--data", self.data, "--token-file", file)
                check(entered.returncode == 0, entered)
                self.tokens[role] = file.read_text().strip()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()
        shutil.rmtree(self.scratch, ignore_errors=True)

    def cli(self, *arguments, stdin=None, timeout=120):
        return subprocess.run([self.tocsin, *map(str, arguments)], capture_output=True, text=True, input=stdin, timeout=timeout)

    def token_file(self, role):
        return self.scratch / f"{role}.token"

    def serve(self, *arguments):
        self.server = subprocess.Popen([self.tocsin, "serve", "--data", str(self.data), "--listen", "127.0.0.1:0", *arguments],
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = self.server.stdout.readline()
        match = re.match(r"listening (http://127\.0\.0\.1:(\d+))\n", line)
        if not match:
            raise Failure(f"serve said {line!r} and {self.server.stderr.read()!r}")
        self.port = int(match.group(2))
        return self

    def stop(self):
        self.server.send_signal(signal.SIGTERM)
        code = self.server.wait(20)
        self.server = None
        return code

    def kill(self):
        if self.server and self.server.poll() is None:
            self.server.kill()
            self.server.wait()
        if self.server:
            self.server.stdout.close()
            self.server.stderr.close()
        self.server = None

    def request(self, method, path, body=None, token=None, headers=None):
        head = dict(headers or {})
        if token:
            head["Authorization"] = "Bearer " + self.tokens.get(token, token)
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
            head.setdefault("Content-Type", "application/json")
        if isinstance(body, str):
            body = body.encode()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body=body, headers=head)
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    def get(self, path, **options):
        return self.request("GET", path, **options)

    def post(self, path, body=None, **options):
        return self.request("POST", path, body=body if body is not None else "", **options)

    def form(self, path, fields, **options):
        headers = {"Content-Type": "application/x-www-form-urlencoded", **options.pop("headers", {})}
        return self.request("POST", path, body=urllib.parse.urlencode(fields), headers=headers, **options)

    # --- the usual story ---

    def add_people(self, people, source="test list", basis="a test"):
        answer = self.post("/v1/people", {"source": source, "basis": basis, "people": people}, token="operator")
        check(answer.status == 200 and not answer.json["rejected"], answer)
        return answer.json

    def open_check(self, area, **text):
        draft = {"headline": "Gas leak", "what": "Gas is leaking", "where": "Rue Test", "since": "2026-01-01T10:00:00+01:00",
                 "contact": "duty@example.org", **text}
        if isinstance(area, str):
            draft["alert"] = area
        else:
            draft["area"] = area
        made = self.post("/v1/checks", draft, token="operator")
        check(made.status == 201, made)
        check_id = made.json["id"]
        for action, role in (("propose", "operator"), ("approve", "approver")):
            done = self.post(f"/v1/checks/{check_id}/{action}", token=role)
            check(done.status == 200, action, done)
        return check_id

    def wait_asked(self, check_id, count, seconds=20):
        for _ in range(int(seconds * 20)):
            shown = self.get(f"/v1/checks/{check_id}", token="operator").json
            if shown["asked"] >= count:
                return shown
            time.sleep(0.05)
        raise Failure(f"asked {shown['asked']}, not {count}")

    def answer_paths(self, check_id):
        """person id -> path of the answer page"""
        answer = self.get(f"/v1/checks/{check_id}/links", token="operator")
        check(answer.status == 200, answer)
        return {item["person"]: urllib.parse.urlparse(item["answer"]).path for item in answer.json["items"]}

    def circle_paths(self, check_id):
        answer = self.get(f"/v1/checks/{check_id}/links", token="operator")
        return {item["person"]: urllib.parse.urlparse(item["circle"]).path for item in answer.json["items"]}


def square(lat, lon, half=0.01):
    """A GeoJSON square round a point."""
    ring = [[lon - half, lat - half], [lon + half, lat - half], [lon + half, lat + half], [lon - half, lat + half], [lon - half, lat - half]]
    return {"type": "Polygon", "coordinates": [ring]}


def person(number, lat=48.87, lon=2.37, **more):
    return {"person_id": f"p{number}", "name": f"Person {number}", "email": f"p{number}@example.org", "home_lat": lat, "home_lon": lon,
            "home_label": "home", **more}


def run(tests, tocsin, only=None):
    """Runs functions test_*(tocsin) and prints one line each; returns the exit code."""
    failed = 0
    for test in tests:
        name = test.__name__.removeprefix("test_")
        if only and only not in name:
            continue
        try:
            skipped = test(tocsin)
            print(f"skipped {name}: {skipped}" if skipped else f"ok {name}", flush=True)
        except Exception as error:  # a broken test must not hide the others
            failed += 1
            detail = str(error) if isinstance(error, Failure) else repr(error)
            print(f"FAILED {name}: {detail[:1500]}", flush=True)
    return 1 if failed else 0
