"""The check of triage_batch.py on a Spark cluster on loopback: a master and two workers, each a process of its own.

    check.py BINARY SCRATCH

What the cluster answers equals what one process answers, byte for byte; also when a worker dies while it works.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyspark
from payloads import lines

HERE = Path(__file__).resolve().parent
SPARK = Path(pyspark.__file__).parent
LINES = 4_000
PARTITION_BYTES = 160_000
# Spark looks at the first record, then the example counts the lines, then it answers them.
STAGE = "stage 2.0"
ENVIRONMENT = os.environ | {
    "SPARK_HOME": str(SPARK),
    "SPARK_LOCAL_IP": "127.0.0.1",
    "SPARK_DAEMON_MEMORY": "256m",
    "PYSPARK_PYTHON": sys.executable,
}


def wait_for(what: str, condition: Callable[[], object], seconds: float = 60, pause: float = 0.05) -> object:
    end = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > end:
            sys.exit(f"{what}: not within {seconds} s")
        time.sleep(pause)
    return found


def logged(log: Path, pattern: str) -> list[str]:
    return re.findall(pattern, log.read_text()) if log.exists() else []


@contextmanager
def cluster(scratch: Path) -> Iterator[tuple[str, list[subprocess.Popen]]]:
    """A master and two workers of one core each, every one the leader of a process group. Ends all of them."""
    started = []

    def start(name: str, kind: str, *arguments: str) -> tuple[subprocess.Popen, Path]:
        log = scratch / f"{name}.log"
        command = [SPARK / "bin/spark-class", f"org.apache.spark.deploy.{kind}", "--host", "127.0.0.1"]
        command += ["--port", "0", "--webui-port", "0", *arguments]
        with log.open("wb") as out:
            process = subprocess.Popen(command, env=ENVIRONMENT, stdout=out, stderr=out, start_new_session=True)
        started.append(process)
        return process, log

    try:
        _, log = start("master", "master.Master")
        url = wait_for("master", lambda: logged(log, r"Starting Spark master at (spark://127.0.0.1:\d+)"))[0]
        workers = []
        for name in ["worker-1", "worker-2"]:
            work = scratch / name
            worker, worker_log = start(
                name, "worker.Worker", "--cores", "1", "--memory", "600m", "--work-dir", str(work), url
            )
            workers.append((worker, worker_log))
        for worker, log in workers:
            wait_for("worker", lambda log=log: logged(log, "Successfully registered with master"))
        yield url, [worker for worker, _ in workers]
    finally:
        for process in started:
            kill_group(process)


def kill_group(leader: subprocess.Popen) -> None:
    """SIGKILL to a worker and its executor, as when their machine fails."""
    try:
        os.killpg(leader.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    leader.wait()


def submit(url: str, binary: str, payloads: Path, answers: Path, log: Path) -> subprocess.Popen:
    settings = {
        "spark.executor.memory": "512m",
        "spark.driver.memory": "512m",
        "spark.ui.enabled": "false",
        "spark.scheduler.minRegisteredResourcesRatio": "1.0",
    }
    command = [SPARK / "bin/spark-submit", "--master", url]
    command += [word for name, value in settings.items() for word in ("--conf", f"{name}={value}")]
    command += [HERE / "triage_batch.py", binary, payloads, answers, str(PARTITION_BYTES)]
    with log.open("wb") as out:
        return subprocess.Popen(command, env=ENVIRONMENT, stdout=out, stderr=out)


def parts_done(answers: Path) -> int:
    return len(list(answers.glob("_temporary/0/task_*")))


def batch_under(ancestor: int) -> bool:
    """Whether a batch runs that this process or one of its descendants has started."""
    parents, batches = {}, []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, rest = status.read_text().split(" (", 1)[1].rsplit(") ", 1)
        except (OSError, IndexError):
            continue
        process = int(status.parent.name)
        parents[process] = int(rest.split()[1])
        if name == "twitch-triage":
            batches.append(process)
    for process in batches:
        while process in parents and process != ancestor:
            process = parents[process]
        if process == ancestor:
            return True
    return False


def finish(driver: subprocess.Popen, answers: Path, expected: bytes, log: Path) -> int:
    """Waits for the end; the number of partitions."""
    try:
        code = driver.wait(timeout=90)
    except subprocess.TimeoutExpired:
        driver.kill()
        code = "none within 90 s"
    if code != 0:
        print(log.read_text()[-8000:])
        sys.exit(f"spark-submit: exit code {code}")
    parts = sorted(answers.glob("part-*"))
    together = b"".join(part.read_bytes() for part in parts)
    if together != expected:
        pairs = zip(together.splitlines(), expected.splitlines())
        line = next((number for number, (ours, theirs) in enumerate(pairs, start=1) if ours != theirs), "the end")
        sys.exit(f"{len(together)} bytes instead of {len(expected)}; the first difference is at line {line}")
    return len(parts)


def main(binary: str, scratch: Path) -> None:
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    payloads = scratch / "payloads.ndjson"
    payloads.write_bytes(b"".join(line + b"\n" for line in lines(LINES)))
    with payloads.open("rb") as opened:
        alone = subprocess.run([binary, "batch"], stdin=opened, stdout=subprocess.PIPE, timeout=60)
    if alone.returncode != 3 or alone.stdout.count(b"\n") != LINES:
        sys.exit("one process alone: it has to answer every line and refuse some")

    with cluster(scratch) as (url, workers):
        log, answers = scratch / "whole.log", scratch / "whole"
        parts = finish(submit(url, binary, payloads, answers, log), answers, alone.stdout, log)
        executors = set(logged(log, rf"Finished task \S+ in {STAGE} .*\(executor (\d+)\)"))
        if len(executors) != 2:
            sys.exit(f"executors that answered: {executors}")
        print(f"{LINES} lines in {parts} partitions on two workers: the bytes of one process")

        log, answers = scratch / "killed.log", scratch / "killed"
        driver = submit(url, binary, payloads, answers, log)
        wait_for("a quarter of the partitions", lambda: parts_done(answers) >= parts // 4, pause=0.005)
        wait_for("a batch on the first worker", lambda: batch_under(workers[0].pid), pause=0)
        kill_group(workers[0])
        done = parts_done(answers)
        if done == parts:
            sys.exit("the worker was killed too late: everything was answered")
        finish(driver, answers, alone.stdout, log)
        lost = logged(log, rf"ask \S+ in {STAGE} .*(?:its executor exited|ExecutorLostFailure)")
        if not lost:
            sys.exit("no task was lost with the worker")
        print(f"one worker killed after {done} of {parts} partitions, {len(lost)} in its hands: the same bytes")


if __name__ == "__main__":
    main(str(Path(sys.argv[1]).resolve()), Path(sys.argv[2]).resolve())
