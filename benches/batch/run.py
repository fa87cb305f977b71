"""`twitch-triage batch` beside what only reads the same file: serde_json, jq, ajv. And its memory.

    python3 benches/batch/run.py [ROUNDS]

Installs ajv and builds the parse-only pass under target/batch. The payloads are the vectors and vignettes, all valid,
over and over; answers are thrown away. One core is the first one, by taskset. Interleaved rounds; the table goes to
standard output and to target/batch/table.md, the rows to target/batch/rows.json.
"""

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SCRATCH = ROOT / "target/batch"
SERVICE = Path(os.environ.get("TWITCH_TRIAGE_BINARY", ROOT / "target/release/twitch-triage"))
LINES = 100_000
MEMORY_LINES = [10_000, 100_000, 1_000_000]

sys.path += [str(ROOT / "benches"), str(ROOT / "benches/peers")]
from figures import machine, spread  # noqa: E402
from generate import payloads, request_schema  # noqa: E402


@dataclass
class Pass:
    """One way through the file."""

    name: str
    command: list[str]
    cores: str


@dataclass
class Row:
    """What a pass took."""

    wall_s: float
    cpu_s: float


def run(*command: str | Path, **options) -> None:
    print("+", *command, file=sys.stderr)
    subprocess.run([str(word) for word in command], check=True, **options)


def install() -> list[Pass]:
    SCRATCH.mkdir(parents=True, exist_ok=True)
    if not SERVICE.exists():
        run("cargo", "build", "--release", "--locked", cwd=ROOT)
    if not shutil.which("jq"):
        run("apt-get", "update", "-qq", stdout=sys.stderr)
        run("apt-get", "install", "-qq", "-y", "--no-install-recommends", "jq", stdout=sys.stderr)
    manifest = HERE / "parse_only/Cargo.toml"
    run(
        *("cargo", "build", "--release", "--locked", "--quiet", "--manifest-path", manifest),
        env=os.environ | {"CARGO_TARGET_DIR": str(SCRATCH / "parse_only")},
    )
    node, lock = SCRATCH / "node", HERE / "package-lock.json"
    node.mkdir(exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc", "validate.js"):
        shutil.copy(HERE / name, node)
    if not (mark := node / "installed.json").exists() or mark.read_bytes() != lock.read_bytes():
        run("npm", "ci", "--silent", cwd=node)
        shutil.copy(lock, mark)
    schema = SCRATCH / "request.schema.json"
    schema.write_text(json.dumps(request_schema()))

    def pinned(pattern: str, file: Path) -> str:
        return re.search(pattern, file.read_text())[1]

    serde_json = pinned(r'serde_json = "=(.*)"', manifest)
    ajv = pinned(r'"ajv": "(.*)"', HERE / "package.json")
    told = {name: subprocess.check_output([name, "--version"], text=True).strip() for name in ("jq", "node")}
    batch = [str(SERVICE), "batch"]
    both = f"0-{os.cpu_count() - 1}"
    return [
        Pass("twitch-triage batch, one core", batch, "0"),
        Pass(f"twitch-triage batch, {os.cpu_count()} cores", batch, both),
        Pass("twitch-triage batch, brief, one core", [*batch, "--detail", "brief"], "0"),
        Pass(f"parse only, serde_json {serde_json}", [str(SCRATCH / "parse_only/release/parse-only")], "0"),
        Pass(f"`jq -c .`, {told['jq']}", ["jq", "-c", "."], "0"),
        Pass(f"validate only, ajv {ajv}, Node {told['node']}", ["node", str(node / "validate.js"), str(schema)], "0"),
    ]


def write_payloads(lines: int) -> Path:
    file = SCRATCH / f"{lines}.ndjson"
    some = [json.dumps(payload).encode() + b"\n" for payload in payloads()]
    with file.open("wb") as out:
        for start in range(0, lines, len(some)):
            out.writelines(some[: lines - start])
    return file


def check(passes: list[Pass], file: Path) -> int:
    """Each pass goes through every line, and finds every one valid; the bytes of the service's answers."""
    bytes_of = {}
    expected = {"parse-only": f"{LINES}\n", "node": f"{LINES} {LINES}\n"}
    for one in passes:
        with file.open("rb") as lines, (SCRATCH / "out").open("wb") as out:
            subprocess.run(one.command, stdin=lines, stdout=out, check=True)
        bytes_of[one.name] = (SCRATCH / "out").stat().st_size
        with (SCRATCH / "out").open("rb") as out:
            said = expected.get(Path(one.command[0]).name)
            if out.read() != said.encode() if said else sum(1 for _ in out) != LINES:
                sys.exit(f"{one.name}: not an answer for every line")
    (SCRATCH / "out").unlink()
    return bytes_of[passes[0].name]


def measure(one: Pass, file: Path) -> Row:
    with file.open("rb") as lines:
        start = time.monotonic()
        process = subprocess.Popen(
            ["taskset", "--cpu-list", one.cores, *one.command], stdin=lines, stdout=subprocess.DEVNULL
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{one.name}: exit code {process.returncode}")
    return Row(wall, used.ru_utime + used.ru_stime)


def peak_memory(file: Path, times: int) -> int:
    """VmHWM in KiB of a batch over the file so many times, through a pipe."""
    feed = subprocess.Popen(["cat", *[str(file)] * times], stdout=subprocess.PIPE)
    batch = subprocess.Popen([str(SERVICE), "batch"], stdin=feed.stdout, stdout=subprocess.DEVNULL)
    feed.stdout.close()
    peak = 0
    while batch.poll() is None:
        found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{batch.pid}/status").read_text())
        peak = max(peak, int(found[1]) if found else 0)
        time.sleep(0.01)
    if batch.returncode != 0 or feed.wait() != 0:
        sys.exit(f"batch: exit code {batch.returncode}")
    return peak


def table(
    passes: list[Pass], rows: list[list[Row]], memory: list[int], size: int, answers: int, busy: list[float]
) -> str:
    parse_only = statistics.median(row.cpu_s for row in rows[2])
    lines = [
        f"{machine()}; {LINES:,} payloads of {size / LINES:,.0f} bytes on average, answers of "
        f"{answers / LINES:,.0f} bytes; {len(busy)} interleaved rounds; load of the machine before each {min(busy):.1f}–{max(busy):.1f}.",
        "",
        "| pass | payloads/s, median (min–max) | MB/s | CPU µs a payload | of parse only, per core |",
        "|---|---|---|---|---|",
    ]
    for one, taken in zip(passes, rows):
        walls = [row.wall_s for row in taken]
        rate, cpu = [LINES / wall for wall in walls], [row.cpu_s / LINES * 1e6 for row in taken]
        share = parse_only / statistics.median(row.cpu_s for row in taken)
        mb = size / 1e6 / statistics.median(walls)
        lines.append(f"| {one.name} | {spread(rate, ',.0f')} | {mb:,.0f} | {spread(cpu, '.1f')} | {share:.2f} |")
    scaling = [alone.wall_s / together.wall_s for alone, together in zip(rows[0], rows[1])]
    lines += [
        "",
        f"All cores beside one, round by round: {spread(scaling, '.2f')} times as fast.",
        "",
        "| lines | peak memory, MiB |",
        "|---|---|",
        *(f"| {lines:,} | {peak / 1024:.1f} |" for lines, peak in zip(MEMORY_LINES, memory)),
    ]
    return "\n".join(lines) + "\n"


def main(rounds: int) -> None:
    passes = install()
    file = write_payloads(LINES)
    answers = check(passes, file)
    rows: list[list[Row]] = [[] for _ in passes]
    busy = []
    for _ in range(rounds):
        busy.append(os.getloadavg()[0])
        for one, taken in zip(passes, rows):
            taken.append(measure(one, file))
            print(one.name, taken[-1], file=sys.stderr)
    small = write_payloads(MEMORY_LINES[0])
    memory = [peak_memory(small, lines // MEMORY_LINES[0]) for lines in MEMORY_LINES]
    written = table(passes, rows, memory, file.stat().st_size, answers, busy)
    (SCRATCH / "rows.json").write_text(
        json.dumps({one.name: [asdict(row) for row in taken] for one, taken in zip(passes, rows)}, indent=1)
    )
    (SCRATCH / "table.md").write_text(written)
    print(written)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
