"""What the tables of the scripts in the folders beside it say alike: the machine, and figures with their spread."""

import os
import platform
import re
import statistics
from pathlib import Path


def machine() -> str:
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    name = cpu[1] if cpu else platform.machine()
    return f"{os.cpu_count()} cores of {name}, {platform.system()} {platform.release()}"


def spread(values: list[float], form: str) -> str:
    return f"{statistics.median(values):{form}} ({min(values):{form}}–{max(values):{form}})"
