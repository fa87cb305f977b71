#!/usr/bin/env bash
# examples/twitch-triage.http, sent by a real client (httpYac) to the running service: every request does what its tests
# say, every operation and query parameter of the contract has a request, and bodies are the files beside it.
source "$(dirname "$0")/tools.sh"
node_tools
debian python3=python3

start_service "$scratch/collection.log"
results="$scratch/collection.json"
cd examples
failed=0
run timeout 120 httpyac send twitch-triage.http --all --env local --var "baseUrl=$url" --json --output none \
    > "$results" || failed=1
# The environment of the file is the service as it is started by hand.
run grep --quiet '"baseUrl": "http://127.0.0.1:8080"' http-client.env.json || failed=1

python3 - "$results" << 'END' || failed=1
import json, pathlib, re, sys
from urllib.parse import parse_qs, urlsplit

printed = open(sys.argv[1]).read()
sent = json.loads(printed[printed.index("{"):])
parts = re.split(r"^### ", open("twitch-triage.http").read(), flags=re.M)[1:]
contract = json.load(open("../openapi/openapi.json"))
faults = []

results = {request["name"]: [test["status"] for test in request["testResults"]] for request in sent["requests"]}
for request in sent["requests"]:
    for test in request["testResults"]:
        if test["status"] not in ("SUCCESS", "SKIPPED"):
            faults.append(f"{request['name']}: {test['message']}: {test['status']}")
skipped = {name for name, statuses in results.items() if statuses == ["SKIPPED"]}
if skipped:
    print(f"not sent: {', '.join(sorted(skipped))}")

used, bodies = set(), set()
for part in parts:
    title = part.splitlines()[0]
    # Its status, and something about the answer.
    if title not in skipped and len(results.get(title, [])) < 2:
        faults.append(f"{title}: {len(results.get(title, []))} tests")
    method, target = re.search(r"^(GET|POST) \{\{baseUrl\}\}(\S+)$", part, re.M).groups()
    body = re.search(r"^< \./(\S+)$", part, re.M)
    if (method == "POST") != bool(body):
        faults.append(f"{title}: a POST has its body in a file, a GET has none")
    if body:
        bodies.add(body[1])
    if title not in skipped:
        used |= {(method, urlsplit(target).path, name) for name in ["", *parse_qs(urlsplit(target).query)]}

for path, methods in contract["paths"].items():
    pattern = re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)))
    for method, operation in methods.items():
        names = [each["name"] for each in operation.get("parameters", []) if each["in"] == "query"]
        for name in ["", *names]:
            if not any(m == method.upper() and n == name and pattern.fullmatch(p) for m, p, n in used):
                faults.append(f"no request for {method.upper()} {path} {name}")

files = {file.name for kind in ("*.json", "*.ndjson") for file in pathlib.Path().glob(kind)} - {"http-client.env.json"}
faults += [f"no request sends {name}" for name in sorted(files - bodies)]
faults += [f"there is no file {name}" for name in sorted(bodies - files)]

summary = sent["summary"]
tests = summary["totalTests"] - summary["skippedTests"]
print(f"{summary['totalRequests']} requests, {tests} tests, {len(faults)} faults")
print("\n".join(faults), end="\n" if faults else "")
sys.exit(bool(faults) or summary["successTests"] < 50)
END
exit $failed
