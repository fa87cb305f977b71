"""The service beside what one would take instead: the same rules, the same payload, one worker on one core.

    python3 benches/peers/run.py [ROUNDS]

Installs the pinned peers under target/peers, builds what is built, and starts them one by one, each alone on the
first core with the load on the second. Each must first answer every vector and vignette as the service does. Then
interleaved rounds; the table goes to standard output and to target/peers/table.md, the rows to target/peers/rows.json.

What a peer does of the job: it validates the payload (not dsntk), evaluates the 89 rules that read findings, and returns
level, urgency and the fired rules with texts and sources. The service does that and the rest: what is still possible,
questions, advice, safety net, evidence.
"""

import json
import os
import platform
import re
import shutil
import signal
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SCRATCH = ROOT / "target/peers"
GENERATED = SCRATCH / "generated"
SERVICE = Path(os.environ.get("TWITCH_TRIAGE_BINARY", ROOT / "target/release/twitch-triage"))
CONNECTIONS, WARM_UP_S, ROUND_S = 32, 1, 3
PORT = 18_480
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
DSNTK = "0.3.0"
BRIEF = "/v1/triage?detail=brief"

sys.path.append(str(ROOT / "benches"))
from figures import machine, spread  # noqa: E402


@dataclass
class Peer:
    """A server: how it is called in the table, how it starts, and where it is asked."""

    name: str
    command: list[str]
    path: str = "/v1/triage"
    environment: dict[str, str] | None = None
    # What of an answer is the decision.
    decision: Callable[[dict], dict] = lambda answer: answer
    # Whether its reasons are compared by rule and text for the person alone.
    brief: bool = False
    # What is sent for a payload.
    body: Callable[[dict], dict] = lambda payload: payload


def run(*command: str | Path, **options) -> subprocess.CompletedProcess:
    print("+", *command, file=sys.stderr)
    return subprocess.run([str(word) for word in command], check=True, **options)


def installed(lock: Path, mark: Path) -> bool:
    return mark.exists() and mark.read_bytes() == lock.read_bytes()


def install() -> list[Peer]:
    """Everything pinned, under target/peers; the peers that can be started."""
    SCRATCH.mkdir(parents=True, exist_ok=True)
    if not shutil.which("wrk"):
        run("apt-get", "update", "-qq", stdout=sys.stderr)
        run("apt-get", "install", "-qq", "-y", "--no-install-recommends", "wrk", stdout=sys.stderr)
    run(sys.executable, HERE / "generate.py", GENERATED)
    if not SERVICE.exists():
        run("cargo", "build", "--release", "--locked", cwd=ROOT)
    return [*service(), *fastify(), fastapi(), zen(), dsntk()]


def service() -> list[Peer]:
    version = re.search(r'^version = "(.*)"', (ROOT / "Cargo.toml").read_text(), re.MULTILINE)[1]

    def decision(answer: dict) -> dict:
        reasons = [reason for reason in answer["reasons"] if not reason["rule"].startswith("R-K")]
        return {**answer["possible"]["least"], "reasons": reasons}

    command = [str(SERVICE), "serve", "--workers", "1", "--bind", f"127.0.0.1:{PORT}"]
    return [
        Peer(f"twitch-triage {version}, as shipped", command, decision=decision),
        Peer(f"twitch-triage {version}, log off", [*command, "--log", "off"], decision=decision),
        Peer(f"twitch-triage {version}, as shipped, brief", command, BRIEF, decision=decision, brief=True),
        Peer(f"twitch-triage {version}, log off, brief", [*command, "--log", "off"], BRIEF, decision=decision, brief=True),
    ]


def fastify() -> list[Peer]:
    folder, lock = SCRATCH / "fastify", HERE / "fastify/package-lock.json"
    mark = folder / "installed.json"
    folder.mkdir(exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc", "server.js"):
        shutil.copy(HERE / "fastify" / name, folder)
    if not installed(lock, mark):
        run("npm", "ci", "--silent", cwd=folder)
        shutil.copy(lock, mark)
    pinned = json.loads((HERE / "fastify/package.json").read_text())["dependencies"]
    node = subprocess.check_output(["node", "--version"], text=True).strip().lstrip("v")
    server = f"Node {node}, fastify {pinned['fastify']}, ajv {pinned['ajv']}"
    engines = {"plain": "plain JavaScript", "json-rules-engine": f"json-rules-engine {pinned['json-rules-engine']}"}
    return [
        Peer(f"{server}, {name}", ["node", str(folder / "server.js"), kind, str(GENERATED), str(PORT)])
        for kind, name in engines.items()
    ]


def fastapi() -> Peer:
    venv, lock = SCRATCH / "fastapi", HERE / "fastapi/requirements.txt"
    mark = venv / "installed.txt"
    if not installed(lock, mark):
        shutil.rmtree(venv, ignore_errors=True)
        run(sys.executable, "-m", "venv", venv)
        pip = (venv / "bin/pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes")
        run(*pip, "--requirement", lock)
        shutil.copy(lock, mark)
    pinned = dict(re.findall(r"^([a-z-]+)==([0-9.]+)", lock.read_text(), re.MULTILINE))
    command = [str(venv / "bin/uvicorn"), "app:app", "--app-dir", str(HERE / "fastapi"), "--port", str(PORT)]
    command += ["--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning"]
    names = ", ".join(f"{name} {pinned[name]}" for name in ("pydantic", "orjson", "uvicorn"))
    return Peer(
        f"Python {platform.python_version()}, FastAPI {pinned['fastapi']}, {names}",
        command,
        environment={"RULES": str(GENERATED / "rules.json"), "PYTHONDONTWRITEBYTECODE": "1"},
    )


def zen() -> Peer:
    folder, target = HERE / "zen", SCRATCH / "zen"
    run(
        *("cargo", "build", "--release", "--locked", "--quiet", "--manifest-path", folder / "Cargo.toml"),
        env=os.environ | {"CARGO_TARGET_DIR": str(target)},
    )
    pinned = dict(re.findall(r'^name = "(.+)"\nversion = "(.+)"', (folder / "Cargo.lock").read_text(), re.MULTILINE))
    name = ", ".join(f"{crate} {pinned[crate]}" for crate in ("zen-engine", "actix-web", "jsonschema"))
    return Peer(name, [str(target / "release/zen-peer"), str(GENERATED), str(PORT)])


def dsntk() -> Peer:
    binary = SCRATCH / "dsntk/bin/dsntk"
    if not binary.exists():
        run(
            *("cargo", "install", "dsntk", "--version", DSNTK, "--locked", "--quiet", "--root", SCRATCH / "dsntk"),
            env=os.environ | {"CARGO_TARGET_DIR": str(SCRATCH / "dsntk-build")},
        )
    return Peer(
        f"dsntk {DSNTK} (DMN), nothing validated",
        [str(binary), "srv", "--host", "127.0.0.1", "--port", str(PORT), "-D", str(GENERATED / "dmn")],
        path="/evaluate/example/twitch-triage/dmn/rules/Answer",
        decision=lambda answer: answer["data"],
    )


@contextmanager
def running(peer: Peer) -> Iterator[subprocess.Popen]:
    log = (SCRATCH / "server.log").open("wb")
    process = subprocess.Popen(
        ["taskset", "--cpu-list", "0", *peer.command],
        env=os.environ | (peer.environment or {}),
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    try:
        end = time.monotonic() + 30
        while True:
            try:
                ask(peer, {"findings": {}})
                break
            except (OSError, ValueError):
                if time.monotonic() > end or process.poll() is not None:
                    sys.exit(f"{peer.name} does not start:\n{(SCRATCH / 'server.log').read_text()[-4000:]}")
                time.sleep(0.05)
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def ask(peer: Peer, payload: dict) -> bytes:
    request = urllib.request.Request(
        f"http://127.0.0.1:{PORT}{peer.path}",
        json.dumps(peer.body(payload)).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as response:
        return response.read()


def decisions(peer: Peer, payloads: list[dict]) -> list[dict]:
    """What a server decides, reduced to what all of them say; the order of reasons is not compared."""
    found = []
    with running(peer):
        for payload in payloads:
            decision = peer.decision(json.loads(ask(peer, payload)))
            reasons = [
                {name: reason[name] for name in ("rule", "level", "urgency", "text", "evidence") if name in reason}
                for reason in decision["reasons"]
            ]
            found.append({**decision, "reasons": sorted(reasons, key=lambda reason: reason["rule"])})
    return found


def in_brief(decision: dict) -> dict:
    reasons = [{"rule": reason["rule"], "text": reason["text"]["person"]} for reason in decision["reasons"]]
    return {**decision, "reasons": reasons}


def check(peers: list[Peer]) -> int:
    payloads = [json.loads(line) for line in (GENERATED / "payloads.ndjson").read_text().splitlines()]
    expected = decisions(peers[0], payloads)
    for peer in peers[1:]:
        found = decisions(peer, payloads)
        ours = [in_brief(decision) for decision in expected] if peer.brief else expected
        wrong = [number for number, (ours, theirs) in enumerate(zip(ours, found)) if ours != theirs]
        if wrong:
            first = wrong[0]
            print(payloads[first], expected[first], found[first], sep="\n", file=sys.stderr)
            sys.exit(f"{peer.name}: {len(wrong)} of {len(payloads)} are answered otherwise; the first is above")
        print(f"{peer.name}: {len(payloads)} payloads answered as the service does", file=sys.stderr)
    return len(payloads)


def cpu_seconds(group: int) -> float:
    """User and system time of the processes of a group."""
    ticks = 0
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rsplit(") ", 1)[1].split()
        except (OSError, IndexError):
            continue
        if int(fields[2]) == group:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / TICKS_A_SECOND


def load(peer: Peer, seconds: int) -> tuple[int, float]:
    """Requests answered, and how many a second."""
    script = SCRATCH / "post.lua"
    body = json.dumps(peer.body(json.loads((GENERATED / "short.json").read_text())))
    script.write_text(
        f'wrk.method = "POST"\nwrk.body = [==[{body}]==]\nwrk.headers["Content-Type"] = "application/json"\n'
    )
    command = ["taskset", "--cpu-list", "1", "wrk", "--threads", "1", "--connections", str(CONNECTIONS)]
    command += ["--duration", f"{seconds}s", "--timeout", "10s", "--script", str(script)]
    told = subprocess.check_output([*command, f"http://127.0.0.1:{PORT}{peer.path}"], text=True)
    if "Non-2xx" in told or "Socket errors" in told:
        sys.exit(f"{peer.name}: {told}")
    return int(re.search(r"(\d+) requests in", told)[1]), float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1])


def measure(peer: Peer) -> dict:
    with running(peer) as process:
        load(peer, WARM_UP_S)
        before = cpu_seconds(process.pid)
        requests, rate = load(peer, ROUND_S)
        cpu_us = (cpu_seconds(process.pid) - before) / requests * 1e6
        short = json.loads((GENERATED / "short.json").read_text())
        return {"cpu_us": cpu_us, "rate": rate, "answer_bytes": len(ask(peer, short))}


def table(peers: list[Peer], rows: dict[str, list[dict]], payloads: int, rounds: int, busy: list[float]) -> str:
    wrk = subprocess.run(["wrk", "--version"], capture_output=True, text=True).stdout.split(" [")[0]
    ours = statistics.median(row["cpu_us"] for row in rows[peers[0].name])
    lines = [
        f"{machine()}; {wrk}, {CONNECTIONS} connections; one worker on one core, load from the other; {rounds} "
        f"interleaved rounds of {ROUND_S} s; load of the machine before each {min(busy):.1f}–{max(busy):.1f}. All answered the "
        f"{payloads} vectors and vignettes alike first.",
        "",
        "| server | answer, bytes | CPU µs a request, median (min–max) | requests/s | CPU of ours |",
        "|---|---|---|---|---|",
    ]
    for peer in peers:
        cpu = [row["cpu_us"] for row in rows[peer.name]]
        rate = [row["rate"] for row in rows[peer.name]]
        times = statistics.median(cpu) / ours
        size = rows[peer.name][0]["answer_bytes"]
        lines.append(f"| {peer.name} | {size:,} | {spread(cpu, ',.1f')} | {spread(rate, ',.0f')} | {times:,.1f} × |")
    return "\n".join(lines) + "\n"


def main(rounds: int) -> None:
    peers = install()
    payloads = check(peers)
    rows: dict[str, list[dict]] = {peer.name: [] for peer in peers}
    busy = []
    for _ in range(rounds):
        busy.append(os.getloadavg()[0])
        for peer in peers:
            rows[peer.name].append(measure(peer))
            print(peer.name, rows[peer.name][-1], file=sys.stderr)
    (SCRATCH / "rows.json").write_text(json.dumps(rows, indent=1))
    written = table(peers, rows, payloads, rounds, busy)
    (SCRATCH / "table.md").write_text(written)
    print(written)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
