"""What a careless operator does: key files that are emptied, removed, broken or no files, a signal too many, a proxy in the
environment, an output in the place of an input.

    careless.py BINARY"""

import contextlib
import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from service import GOOD, Service
from tokens import new_key, signed
from wire import GONE

BINARY = sys.argv[1] if len(sys.argv) > 1 else "twitch-triage"
KEY = f"twitch-triage-{7:064x}"
KEYS = f"clinic sha256:{hashlib.sha256(KEY.encode()).hexdigest()}\n"
PATIENCE = 15


def becomes(expected, asked, patience=PATIENCE):
    """Whether an answer becomes what is expected."""
    end = time.monotonic() + patience
    while (seen := asked()) != expected and time.monotonic() < end:
        time.sleep(0.1)
    return seen == expected


def replaced(file, text):
    """Puts a text, nothing, or a pipe that nobody writes to in the place of a file."""
    file.unlink(missing_ok=True)
    if text == "a pipe":
        os.mkfifo(file)
    elif text is not None:
        file.write_text(text)


KEY_FILES = {
    "empty": "",
    "comments only": "# clinic\n\n",
    "removed": None,
    "broken": KEYS[:40],
    "a pipe": "a pipe",
}


def let_in(service, bearer):
    """The status of a request with a key or a token."""
    return service.ask(headers={"Authorization": f"Bearer {bearer}"})[0]


def lost(service, file, good, states, bearer):
    """Puts each state in the place of a good file, and the good file back; what was wrong."""
    wrong = []
    asked = lambda: let_in(service, bearer)
    for name, text in states.items():
        replaced(file, text)
        if not becomes(401, asked):
            wrong.append(f"{name}: {asked()}")
        # Nothing waits for the pipe.
        assert service.ask(None, path="/health/live")[0] == 200
        replaced(file, good)
        if not becomes(200, asked):
            wrong.append(f"back again after {name}: {asked()}")
    return wrong


def lost_keys():
    """The file of keys is emptied, of comments only, removed, broken, a pipe that nobody writes to, and back again; SIGHUP."""
    with tempfile.TemporaryDirectory() as folder:
        keys = Path(folder, "keys")
        keys.write_text(KEYS)
        with Service(BINARY, "--api-keys", str(keys), "--reload-s", "1", "--key-grace-s", "1") as service:
            wrong = lost(service, keys, KEYS, KEY_FILES, KEY)
            replaced(keys, "a pipe")
            time.sleep(1.5)
            service.process.send_signal(signal.SIGHUP)
            time.sleep(0.5)
            code = service.process.poll()
            if code is not None:
                wrong.append(f"SIGHUP ended it: {code}")
            elif (code := service.stop()) != 0:
                wrong.append(f"exit code {code} for SIGTERM while the file is a pipe")
    assert_none(wrong)
    return "nobody is let in, at once or after `--key-grace-s`; the keys open again when they are back; signals are obeyed"


def lost_public_keys():
    """The same for the public keys of tokens; a key of an unknown type among them; a token with a critical extension."""
    with tempfile.TemporaryDirectory() as folder:
        private, public = new_key(folder)
        file, good = Path(folder, "jwks"), json.dumps({"keys": [public]})
        file.write_text(good)
        flags = ["--jwks", str(file), "--jwt-issuer", "i", "--jwt-audience", "a", "--reload-s", "1", "--key-grace-s", "1"]
        with Service(BINARY, *flags) as service:
            claims = {"iss": "i", "aud": "a", "sub": "s", "exp": int(time.time()) + 3600}
            empty = {"empty": '{"keys":[]}', "comments only": '{"keys":[],"comment":"none"}', "broken": good[:40]}
            wrong = lost(service, file, good, KEY_FILES | empty, signed(private, claims))
            status = let_in(service, signed(private, claims, crit=["exp-2"], **{"exp-2": 1}))
            if status != 401:
                wrong.append(f"a token with a critical extension: {status}")
            other, added = new_key(folder, "two")
            file.write_text(json.dumps({"keys": [{"kty": "AKP", "alg": "ML-DSA-44", "kid": "x", "pub": "AAAA"}, added]}))
            if not becomes(200, lambda: let_in(service, signed(other, claims, "two"))):
                wrong.append("a public key of an unknown type keeps a new one from being taken")
            if (code := service.stop()) != 0:
                wrong.append(f"exit code {code}")
    assert_none(wrong)
    return "the same; what is unknown is passed over, the token is refused"


def assert_none(wrong):
    assert not wrong, "; ".join(wrong)


class FalseProxy:
    """A listener that an environment names as proxy; it counts who comes."""

    def __init__(self):
        self.listener, self.callers = socket.create_server(("127.0.0.1", 0)), 0
        threading.Thread(target=self.take, daemon=True).start()

    def take(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                self.callers += 1
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                connection.close()

    @property
    def environment(self):
        url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        return {name: url for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "HTTPS_PROXY", "https_proxy")}


def proxy_in_the_environment():
    """`HTTP_PROXY` stands in the environment, where health is asked and traces are sent; SIGHUP with `--reload-s 3600`."""
    proxy, collector = FalseProxy(), FalseProxy()
    environment = {**proxy.environment, "OTEL_BSP_SCHEDULE_DELAY": "100"}
    traces = ["--otlp-endpoint", collector.environment["HTTP_PROXY"]]
    with tempfile.TemporaryDirectory() as folder:
        keys, other = Path(folder, "keys"), f"twitch-triage-{8:064x}"
        keys.write_text(KEYS)
        with Service(BINARY, *traces, "--api-keys", str(keys), "--reload-s", "3600", env=environment) as service:
            line = [BINARY, "health", "--bind", f"127.0.0.1:{service.port}", "--metrics-bind", f"127.0.0.1:{service.operations}"]
            code = subprocess.run(line, env={**os.environ, **environment}, capture_output=True).returncode
            assert code == 0 and proxy.callers == 0, f"exit code {code}, the proxy was asked {proxy.callers} times"
            keys.write_text(KEYS.replace(KEYS[14:], hashlib.sha256(other.encode()).hexdigest() + "\n"))
            service.process.send_signal(signal.SIGHUP)
            asked = lambda: service.ask(headers={"Authorization": f"Bearer {other}"})[0]
            assert becomes(200, asked), f"{asked()} with the new key after SIGHUP, {service.process.poll()}"
            assert service.stop() == 0
        assert collector.callers and not proxy.callers, (collector.callers, proxy.callers)
    return "health answers and spans arrive, the proxy is not asked; SIGHUP reloads"


def batch(*arguments, text=b""):
    line = [BINARY, "batch", *map(str, arguments)]
    return subprocess.run(line, input=text, capture_output=True, timeout=100)


def foreign_output():
    """`batch --resume` is given a file of payloads, an output of other payloads, a pipe, a folder, and at last its own."""
    lines, wrong = (GOOD.strip() + b"\n") * 4, []
    with tempfile.TemporaryDirectory() as folder:
        at = lambda name: Path(folder, name)
        own = at("own")
        assert batch("--resume", own, text=lines).returncode == 0, "it does not begin"
        whole = own.read_bytes()
        at("payloads").write_bytes(lines)
        at("no end of line").write_bytes(GOOD.strip())
        at("another output").write_bytes(whole.replace(b'"line":', b'"Line":'))
        at("more lines").write_bytes(whole + whole)
        at("of other payloads").write_bytes(b"".join(reversed(whole.splitlines(keepends=True))))
        for file in [file for file in Path(folder).iterdir() if file != own]:
            before = file.read_bytes()
            done = batch("--resume", file, text=lines)
            if done.returncode in (0, 3) or file.read_bytes() != before:
                wrong.append(f"{file.name}: exit code {done.returncode}, {len(before)} bytes became {len(file.read_bytes())}")
        os.mkfifo(at("a pipe"))
        for special in (at("a pipe"), Path(folder), Path("/dev/null")):
            try:
                line = [BINARY, "batch", "--resume", str(special)]
                if subprocess.run(line, input=lines, capture_output=True, timeout=40).returncode == 0:
                    wrong.append(f"{special.name}: exit code 0")
            except subprocess.TimeoutExpired:
                wrong.append(f"{special.name}: it waits for ever")
        own.write_bytes(whole[: len(whole) // 2])
        if batch("--resume", own, text=lines).returncode != 0 or own.read_bytes() != whole:
            wrong.append("its own output is not gone on with")
        wrong += slow_input(at("slow"))
    assert_none(wrong)
    return "refused, not a byte of them is touched; its own is gone on with, the same to the byte; one line is answered before the next comes"


def slow_input(out):
    """One line, and no second one: its answer must be there."""
    with subprocess.Popen([BINARY, "batch", "--resume", out], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        process.stdin.write(GOOD.strip() + b"\n")
        process.stdin.flush()
        there = becomes(True, lambda: out.exists() and out.read_bytes().endswith(b"\n"), 40)
        process.stdin.close()
    return [] if there and process.returncode == 0 else ["a slow input waits for its answers"]


def wishes_beyond_reason():
    """100,000 threads and workers, a pipe as rule book, settings, locale and keys, a body without end for `check`."""
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        pipe = f"{folder}/pipe"
        os.mkfifo(pipe)
        rules = Path(folder, "rules")
        rules.mkdir()
        os.mkfifo(rules / "rule_book.toml")
        lines = [["batch", "--threads", "100000"], ["serve", "--workers", "100000"], ["serve", "--rule-book", pipe]]
        lines += [["serve", "--rule-book", str(rules)], ["check", "--rule-book", pipe], ["serve", "--locale", pipe]]
        lines += [["serve", "--api-keys", pipe], ["serve", "--jwks", pipe, "--jwt-issuer", "i", "--jwt-audience", "a"]]

        def tried(line):
            more = ["--bind", "127.0.0.1:0"] if line[0] == "serve" else []
            try:
                done = subprocess.run(["prlimit", "--as=3000000000", BINARY, *line, *more], stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
            except subprocess.TimeoutExpired:
                return f"{line}: it waits for ever"
            told = done.stdout + done.stderr
            return f"{line}: exit code {done.returncode}: {told[-200:]}" if done.returncode != 2 or b"panick" in told else None

        with ThreadPoolExecutor(3) as pool:
            wrong += filter(None, pool.map(tried, lines))
        line = ["prlimit", "--as=2000000000", BINARY, "check", "-"]
        with open("/dev/zero", "rb") as endless:
            try:
                done = subprocess.run(line, stdin=endless, capture_output=True, timeout=60)
                if done.returncode not in (1, 2, 3) or b"panick" in done.stderr or b"memory" in done.stderr:
                    wrong.append(f"check of a body without end: exit code {done.returncode}: {done.stderr[-200:]}")
            except subprocess.TimeoutExpired:
                wrong.append("check of a body without end: it reads on")
    assert_none(wrong)
    return "each refused with exit code 2 and a sentence, `check` reads no more than a body may have"


def main():
    cases, failed = (lost_keys, lost_public_keys, proxy_in_the_environment, foreign_output, wishes_beyond_reason), False

    def seen(case):
        try:
            return f"| {case.__doc__.rstrip('.')} | {case()} |"
        except (AssertionError, *GONE, subprocess.TimeoutExpired) as fault:
            return f"WRONG {case.__name__}: {fault!s}"

    with ThreadPoolExecutor(2) as pool:
        for told in pool.map(seen, cases):
            print(told, flush=True)
            failed |= told.startswith("WRONG")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
