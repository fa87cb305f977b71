"""What becomes of the process: signals under load, a replica that is killed, logs that nobody takes, and a clock that steps.

    processes.py BINARY FAKETIME_LIBRARY"""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from service import GOOD, Service, free_port
from tokens import public_keys, signed
from wire import GONE, HEAD, answers, connection, one_answer, request

BINARY, FAKETIME = sys.argv[1:3]


def started(*flags, **more):
    """A service that cannot say where it listens."""
    port = free_port()
    service = Service(BINARY, "--bind", f"127.0.0.1:{port}", *flags, **more)
    service.port = port
    for _ in range(200):
        try:
            service.ask(None, path="/health/ready")
            return service
        except OSError:
            assert service.process.poll() is None, f"it ended with {service.process.poll()} before it listened"
            time.sleep(0.05)
    raise AssertionError("it does not listen")


def sigterm_under_load():
    """SIGTERM under load: callers who stop when `/health/ready` says 503, as a proxy does, lose nothing."""

    async def run(service):
        proceed, answered = True, 0

        async def caller():
            nonlocal answered
            while proceed:
                async with connection(service.port) as (reader, writer):
                    kept = True
                    while proceed and kept:
                        writer.write(request())
                        head, _ = await one_answer(reader)
                        assert answers(head) == [200], head
                        answered += 1
                        kept = b"connection: close" not in head.lower()
                        await asyncio.sleep(0.01)

        async def half_sent():
            async with connection(service.port) as (reader, writer):
                writer.write(request()[:-20])
                await asyncio.sleep(0.5)
                service_is_told.set()
                await asyncio.sleep(0.5)
                writer.write(request()[-20:])
                return answers((await one_answer(reader))[0])

        async def proxy():
            nonlocal proceed
            await service_is_told.wait()
            service.process.send_signal(signal.SIGTERM)
            while (await asyncio.to_thread(service.ask, None, None, "/health/ready"))[0] == 200:
                await asyncio.sleep(0.02)
            proceed = False

        service_is_told = asyncio.Event()
        work = [*(caller() for _ in range(20)), *(half_sent() for _ in range(50)), proxy()]
        seen = await asyncio.gather(*work)
        assert [one for one in seen if one] == [[200]] * 50, seen
        return answered

    with Service(BINARY, "--drain-s", "2") as service:
        answered = asyncio.run(run(service))
        code = service.process.wait(30)
        assert code == 0 and not service.faults(), (code, service.said()[-500:])
    return f"{answered} requests and 50 in flight answered, none lost; exit code 0"


def sigkill_of_one_replica():
    """SIGKILL of one of two replicas under load: who tries once more, at the other, is answered the same."""
    with Service(BINARY) as first, Service(BINARY) as second:
        expected, again = first.ask()[1], 0
        for number in range(200):
            if number == 60:
                first.stop(signal.SIGKILL)
            replicas = [first, second] if number % 2 else [second, first]
            try:
                status, body = replicas[0].ask()
            except OSError:
                again += 1
                status, body = replicas[1].ask()
            assert (status, body) == (200, expected), (number, status)
    assert again == 70, again
    return f"200 of 200 answered the same to the byte, {again} of them at the second try"


def logs_that_nobody_takes():
    """Standard error on a full disk, at a pipe that nobody reads, and closed; standard output closed."""
    reading, writing = os.pipe()
    os.close(reading)
    ways = {
        "full": {"stderr": open("/dev/full", "w"), "stdout": open("/dev/full", "w")},
        "broken": {"stderr": os.fdopen(writing, "w")},
        "closed": {"stderr": None, "preexec_fn": lambda: (os.close(1), os.close(2))},
    }
    for name, streams in ways.items():
        with started(log="trace", **streams) as service:
            statuses = [service.ask(body)[0] for body in (GOOD, b"{", GOOD) * 20]
            assert statuses == [200, 400, 200] * 20, (name, statuses)
            assert service.stop() == 0, name
    wrong = subprocess.run([BINARY, "serve", "--api-keys", "/nowhere"], stderr=ways["full"]["stderr"]).returncode
    assert wrong == 2, f"exit code {wrong} for a wrong setting when it cannot be told"
    return "it starts, answers and stops as always; the lines are lost; exit codes stay"


def log_that_stalls():
    """Standard error at a pipe that is open but not read, and callers who hold it up in every way, when SIGTERM comes."""
    reading, writing = os.pipe()
    script = b"GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: x\r\n\r\n"
    line = b"POST /v1/triage/batch HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"
    held = [b"", HEAD, HEAD + b"Content-Length: 99\r\n\r\n{", script * 50, line, line + b"3\r\n{}\n\r\n", request() + HEAD]
    flags = ["--shutdown-s", "2", "--keep-alive-s", "600", "--body-timeout-ms", "600000", "--batch-max-s", "600"]
    with ExitStack() as stack:
        service = stack.enter_context(started(*flags, stderr=os.fdopen(writing, "w"), log="trace"))
        statuses = {service.ask()[0] for _ in range(3000)}
        assert statuses == {200}, statuses
        assert service.ask(None, path="/health/live")[0] == 200
        dropped = service.metric("twitch_triage_log_lines_dropped_total")
        assert dropped, "no line was dropped, or none is counted"
        for sent in held * 3:
            caller = stack.enter_context(socket.create_connection(("127.0.0.1", service.port), timeout=10))
            caller.sendall(sent)
        time.sleep(0.5)
        start = time.monotonic()
        assert service.stop() == 0
        took = time.monotonic() - start
    os.close(reading)
    return (
        f"3,000 requests and health answered, {dropped:,.0f} lines dropped and counted; {3 * len(held)} callers held it, "
        f"exit code 0 {took:.0f} s after SIGTERM (`--shutdown-s 2`)"
    )


def clock_that_steps():
    """The clock steps two hours ahead, back, and to the year 1990, while it runs."""
    with tempfile.TemporaryDirectory() as folder:
        key, keys = public_keys(folder)
        steps = Path(folder, "steps")
        steps.write_text("+0")
        faked = {"LD_PRELOAD": FAKETIME, "FAKETIME_TIMESTAMP_FILE": str(steps), "FAKETIME_NO_CACHE": "1"}
        faked |= {"FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1"}
        flags = ["--jwks", keys, "--jwt-issuer", "i", "--jwt-audience", "a", "--rate-limit-per-minute", "40"]
        with Service(BINARY, *flags, env=faked) as service:
            now = int(time.time())
            token = signed(key, {"iss": "i", "aud": "a", "sub": "s", "nbf": now - 60, "exp": now + 3600})
            asked = lambda: service.ask(headers={"Authorization": f"Bearer {token}"})
            seen = []
            for step in ("+0", "+2h", "+0", "@1990-01-01 00:00:00", "+0"):
                steps.write_text(step)
                seen.append(asked()[0])
            assert seen == [200, 401, 200, 401, 200], seen
            # Nothing that is counted or waited for follows the clock: what is used up stays used up.
            while asked()[0] == 200:
                pass
            for step in ("+2h", "+0", "@1990-01-01 00:00:00", "+0"):
                steps.write_text(step)
                assert service.ask(None, path="/health/live")[0] == 200
                expected = 429 if step == "+0" else 401
                assert asked()[0] in (expected, 429), (step, asked())
            steps.write_text("+0")
            assert asked()[0] == 429
            assert service.stop() == 0 and not service.faults(), service.said()[-500:]
    return "a token is valid by the clock that is now; limits and timeouts follow no clock; it goes on answering"


def main():
    failed = False
    for case in (sigterm_under_load, sigkill_of_one_replica, logs_that_nobody_takes, log_that_stalls, clock_that_steps):
        try:
            print(f"| {case.__doc__} | {case()} |", flush=True)
        except (AssertionError, *GONE) as fault:
            print(f"WRONG {case.__name__}: {fault!r}", flush=True)
            failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
