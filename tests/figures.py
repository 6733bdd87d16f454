#!/usr/bin/env python3
"""Measures one machine: import, a check over a city, restart, and answers a second over HTTP. Absolute figures, for a note.

usage: figures.py --tocsin PATH [--people 1000000] [--connections 128] [--seconds 10]
"""
import argparse
import json
import random
import resource
import subprocess
import time

from realm import Realm, square

LUA = """
local paths = {}
for line in io.lines("%s") do paths[#paths + 1] = line end
local answers = {"safe", "not_there", "need_help"}
local n = 0
math.randomseed(os.time())
request = function()
  n = n + 1
  return wrk.format("POST", paths[math.random(#paths)], {["Content-Type"] = "application/x-www-form-urlencoded"}, "answer=" .. answers[n %% 3 + 1])
end
"""


def rss_mb(pid):
    for line in open(f"/proc/{pid}/status"):
        if line.startswith("VmRSS"):
            return int(line.split()[1]) // 1024


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tocsin", required=True)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--connections", type=int, default=128)
    parser.add_argument("--seconds", type=int, default=10)
    options = parser.parse_args()
    chance = random.Random(7)
    with Realm(options.tocsin) as realm:
        file = realm.scratch / "people.csv"
        with open(file, "w") as out:
            out.write("person_id,name,email,languages,home_lat,home_lon,home_label,work_lat,work_lon,work_label,groups\n")
            for i in range(options.people):
                lat, lon = 48.86 + chance.gauss(0, 0.15), 2.35 + chance.gauss(0, 0.2)
                out.write(f"p{i},Person {i},p{i}@example.org,fr,{lat:.5f},{lon:.5f},home,{lat + chance.gauss(0, .05):.5f},{lon + chance.gauss(0, .05):.5f},work,g{i % 50}\n")
        print(f"people.csv: {file.stat().st_size >> 20} MB, {options.people} rows")
        realm.serve()
        begun = time.time()
        done = realm.cli("people", "import", file, "--data", realm.data, "--source", "city", "--basis", "test", "--json", timeout=1200)
        took = time.time() - begun
        print(f"import: {took:.1f} s, {options.people / took:.0f} rows/s, server {rss_mb(realm.server.pid)} MB, {done.stdout.strip()}")
        begun = time.time()
        done = realm.cli("people", "import", file, "--data", realm.data, "--source", "city", "--basis", "test", "--json", timeout=1200)
        print(f"import again: {time.time() - begun:.1f} s, {done.stdout.strip()}")
        begun = time.time()
        check_id = realm.open_check(square(48.86, 2.35, 0.06))
        preview = realm.get(f"/v1/checks/{check_id}/preview", token="operator").json
        realm.wait_asked(check_id, preview["people"], 300)
        print(f"check over a city: {preview['people']} of {options.people} asked, durable, in {time.time() - begun:.1f} s from draft")
        begun = time.time()
        realm.stop()
        realm.serve()
        print(f"restart: {time.time() - begun:.1f} s to ready, server {rss_mb(realm.server.pid)} MB")
        paths = list(realm.answer_paths(check_id).values())
        (realm.scratch / "paths").write_text("\n".join(paths))
        (realm.scratch / "wrk.lua").write_text(LUA % (realm.scratch / "paths"))
        load = subprocess.run(["wrk", "-t", "1", "-c", str(options.connections), "-d", f"{options.seconds}s", "--latency", "-s", str(realm.scratch / "wrk.lua"),
                               f"http://127.0.0.1:{realm.port}"], capture_output=True, text=True)
        print(load.stdout)
        print(f"journal: {sum(f.stat().st_size for f in realm.data.glob('journal*')) >> 20} MB")
        begun = time.time()
        verified = realm.cli("journal", "verify", "--data", realm.data)
        print(f"verify: {verified.stdout.strip()} in {time.time() - begun:.1f} s")


if __name__ == "__main__":
    main()
