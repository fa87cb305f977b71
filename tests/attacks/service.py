"""The real binary on a port of its own, and what one can see of it from outside."""

import http.client
import os
import re
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

GOOD = Path(__file__).with_name("good.json").read_bytes()


def has_more_than(process, files):
    """Says so when a process may not open as many files as an attack needs."""
    limit = Path(f"/proc/{process}/limits").read_text()
    return int(re.search(r"Max open files +(\d+)", limit).group(1)) > files


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Service:
    """A running service; it ends with the block that started it."""

    def __init__(self, binary, *flags, env=None, log="warn,actix_http=off", **streams):
        self.log = tempfile.NamedTemporaryFile(prefix="twitch-triage-", suffix=".log")
        streams.setdefault("stderr", self.log)
        self.operations = free_port()
        line = [binary, "serve", "--metrics-bind", f"127.0.0.1:{self.operations}", *flags]
        if "--bind" not in flags:
            line += ["--bind", "127.0.0.1:0"]
        line += ["--log", log]
        self.process = subprocess.Popen(line, stdin=subprocess.DEVNULL, env={**os.environ, **(env or {})}, **streams)
        self.encrypted = "--tls-key" in flags
        self.port, self.read = None, 0
        if streams["stderr"] is self.log:
            self.port = int(self.wait_for_line(r'"message":"listening","url":"https?://127\.0\.0\.1:(\d+)"'))

    def wait_for_line(self, pattern):
        end = time.monotonic() + 20
        while time.monotonic() < end:
            found = re.search(pattern, self.said())
            if found:
                return found.group(1)
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        raise AssertionError(f"the service does not start: {self.said()}")

    def said(self):
        """What it wrote to standard error."""
        return Path(self.log.name).read_text()

    def faults(self):
        """The first faults of its own that it logged since this was asked last."""
        lines = self.said().splitlines()[self.read :]
        self.read += len(lines)
        return [line for line in lines if '"level":"ERROR"' in line or "panick" in line][:3]

    def metric(self, name, labels=".*"):
        """The sum of a metric over the labels that match, as the address of operations tells it."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.operations}/metrics", timeout=20) as answer:
            text = answer.read().decode()
        return sum(float(value) for value in re.findall(rf"^{name}(?:{{{labels}}})? (\S+)$", text, re.M))

    def memory(self, what="VmRSS"):
        """Resident memory in MB; with `VmHWM` the most so far."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"{what}:\s+(\d+)", status).group(1)) / 1024

    def cpu(self):
        """Seconds of CPU time so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(") ", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def ask(self, body=GOOD, headers=None, path="/v1/triage"):
        """One request on a connection of its own: status and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            method = "POST" if body is not None else "GET"
            connection.request(method, path, body, {"Content-Type": "application/json", **(headers or {})})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def stop(self, how=signal.SIGTERM):
        """Ends it, and gives its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        try:
            return self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.log.close()
