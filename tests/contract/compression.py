"""What the proxy compresses, and what it leaves as it is.

compression.py PROXY REPLICA HAPROXY_CFG: the bytes that the replica sends are the right ones.
"""

import gzip
import http.client
import json
import re
import sys
import urllib.parse

proxy, replica = (urllib.parse.urlsplit(url).netloc for url in sys.argv[1:3])
failed = False

NOTHING_KNOWN = '{"findings": {}}'
NOT_VALID = '{"findings": {"age_years": 999}}'


def check(what: str, right: bool, figures: str = "") -> None:
    global failed
    failed |= not right
    print(f"{'ok   ' if right else 'WRONG'} {what}{': ' if figures else ''}{figures}")


def ask(where: str, path: str, body: str | None = None, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    """The answer, and its bytes as they came over the wire."""
    connection = http.client.HTTPConnection(where, timeout=30)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    if body is not None:
        sent["Content-Type"] = "application/json"
    connection.request("GET" if body is None else "POST", path, body, sent)
    answer = connection.getresponse()
    return answer, answer.read()


# A document is a third of its size or less, an answer with every question half, the usual one three quarters and a report
# four fifths; unpacked they are the same. It is the quick gzip of HAProxy (libslz), which spends no memory on a caller.
for path, body, accept, least in [
    ("/v1/triage", NOTHING_KNOWN, "application/json", 4 / 3),
    ("/v1/triage?questions=all", NOTHING_KNOWN, "application/json", 2),
    ("/v1/triage", NOTHING_KNOWN, "text/plain", 5 / 4),
    ("/v1/questionnaire", None, "*/*", 3),
    ("/openapi.json", None, "*/*", 3),
    ("/docs/swagger-ui.css", None, "*/*", 3),
]:
    what = f"{path} as {accept}" if body else path
    _, right = ask(replica, path, body, Accept=accept)
    answer, packed = ask(proxy, path, body, Accept=accept, Accept_Encoding="gzip")
    smaller = answer.status == 200 and answer.headers["Content-Encoding"] == "gzip" and gzip.decompress(packed) == right
    check(what, smaller and len(packed) * least <= len(right), f"{len(right)} bytes, {len(packed)} with gzip")
    check(f"{what}, for caches", "Accept-Encoding" in answer.headers.get_all("Vary", []))
    answer, plain = ask(proxy, path, body, Accept=accept)
    check(f"{what}, not asked to compress", answer.headers["Content-Encoding"] is None and plain == right)

# What is smaller is left as it is, and so is a problem.
for path, body in [
    ("/health/live", None),
    ("/problems/internal", None),
    ("/v1/nothing", None),
    ("/v1/triage", NOT_VALID),
]:
    answer, plain = ask(proxy, path, body, Accept_Encoding="gzip")
    json.loads(plain)
    small = answer.headers["Content-Encoding"] is None and len(plain) < 1024
    check(f"{path}, {answer.status}", small, f"{len(plain)} bytes, not compressed")

# A document that has not changed is not sent again, whichever form of it the caller has.
for had in ["gzip", "identity"]:
    etag = ask(proxy, "/v1/questionnaire", Accept_Encoding=had)[0].headers["ETag"]
    for wants in ["gzip", "identity"]:
        answer, rest = ask(proxy, "/v1/questionnaire", Accept_Encoding=wants, If_None_Match=etag)
        kept = answer.status == 304 and rest == b""
        check(f"unchanged, had {had}, wants {wants}", kept, f"{answer.status} to {etag[:6]}…")
answer, _ = ask(proxy, "/v1/questionnaire", Accept_Encoding="gzip", If_None_Match='"another"')
check("changed", answer.status == 200, str(answer.status))

# A batch is not held back: each answer is there, whole, before the next line is sent.
connection = http.client.HTTPConnection(proxy, timeout=5)
connection.putrequest("POST", "/v1/triage/batch", skip_accept_encoding=True)
for name, value in [
    ("Accept-Encoding", "gzip"),
    ("Content-Type", "application/x-ndjson"),
    ("Transfer-Encoding", "chunked"),
]:
    connection.putheader(name, value)
connection.endheaders()
line = f"{NOTHING_KNOWN}\n".encode()
answer, in_time = None, []
for number in range(1, 6):
    connection.send(b"%x\r\n%s\r\n" % (len(line), line))
    answer = answer or connection.getresponse()
    try:
        in_time.append(json.loads(answer.readline())["line"])
    except TimeoutError:
        break
connection.send(b"0\r\n\r\n")
check("lines of a batch before the next is sent", in_time == [1, 2, 3, 4, 5], f"{in_time}")

# What the proxy says by itself has the words of the service.
written = re.findall(r"lf-string '(\{.*?\})'", open(sys.argv[3]).read())
problems = [json.loads(text) for text in written]
for problem in problems:
    meaning = json.loads(ask(replica, problem["type"])[1])
    same = problem["type"] == f"/problems/{problem['code']}" and problem["title"] == meaning["title"]
    check(f"the proxy's own {problem['status']}", same and problem["code"] == meaning["code"], problem["title"])
check("problems of the proxy", len(problems) >= 6, str(len(problems)))
sys.exit(failed)
