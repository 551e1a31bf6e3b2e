#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Does any reader crash or hang on broken files? Feeds them for some minutes each, and logs what came of it.

    .venv/bin/python scripts/fuzz.py --minutes 10            # all readers, one after the other
    .venv/bin/python scripts/fuzz.py --minutes 1 aif def     # these alone
    .venv/bin/python scripts/fuzz.py --list

A reader may take a file or refuse it with BadInput; anything else counts as a crash, more than 20 s as a hang, more
than 4 GB as a crash. With atheris installed (`pip install packfab[fuzz]`) new inputs are found by the branches that
they reach; without it they are random changes of the seeds. What a reader fell over is kept beside the log.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))
TIMEOUT = 20
MEMORY = 4 << 30
MAX_LENGTH = 30_000
COLUMNS = ("reader", "engine", "minutes", "runs", "taken", "refused", "slowest_s", "peak_MB", "outcome")


def main(arguments: Sequence[str]) -> int:
    """Run the readers that are named; 1 when one of them fell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("readers", nargs="*", help="names of readers; default: all")
    parser.add_argument("--minutes", type=float, default=10.0, help="for each reader")
    parser.add_argument("--log", type=Path, default=ROOT / "out" / "fuzz.csv")
    parser.add_argument("--list", action="store_true", help="list the readers")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--engine", choices=("atheris", "random"), default=_engine())
    given = parser.parse_args(arguments)
    if given.one:
        return _one(given.one, given.engine, given.minutes * 60, given.log)
    from fuzz_readers import READERS

    if given.list:
        print("\n".join(READERS))
        return 0
    unknown = [name for name in given.readers if name not in READERS]
    if unknown:
        parser.error(f"no reader {', '.join(unknown)}; known: {', '.join(READERS)}")
    given.log.parent.mkdir(parents=True, exist_ok=True)
    fell = 0
    for name in given.readers or READERS:
        fell += _started(name, given.engine, given.minutes, given.log)
    return 1 if fell else 0


def _engine() -> str:
    from importlib.util import find_spec

    return "atheris" if find_spec("atheris") else "random"


def _started(name: str, engine: str, minutes: float, log: Path) -> bool:
    """Run one reader in a process of its own; whether it fell."""
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        tally = Path(folder) / "tally"
        command = [sys.executable, __file__, "--one", name, "--engine", engine, "--minutes", str(minutes)]
        done = subprocess.run([*command, "--log", str(tally)], cwd=folder, capture_output=True, text=True,
                              errors="replace", check=False, timeout=minutes * 60 + 300)  # fmt: skip
        runs, taken, slowest = tally.read_text().split() if tally.exists() else ("0", "0", "0")
        fell = done.returncode != 0
        kept = [p for p in Path(folder).iterdir() if p.name.startswith(("crash-", "timeout-", "oom-"))]
        for artifact in kept:
            (log.parent / f"{name}-{artifact.name}").write_bytes(artifact.read_bytes())
        if fell:
            (log.parent / f"{name}.txt").write_text(done.stdout[-20_000:] + done.stderr[-20_000:])
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    outcome = "no crash, no hang" if not fell else f"FELL (exit {done.returncode}): {', '.join(p.name for p in kept)}"
    row = (name, engine, f"{minutes:g}", runs, taken, int(runs) - int(taken), slowest, peak, outcome)
    new = not log.exists()
    with log.open("a", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        if new:
            table.writerow(COLUMNS)
        table.writerow(row)
    print(*row, sep="  ", flush=True)
    return fell


class Counted:
    """A reader that is counted: how often it ran, took a file, and how long it took at most."""

    def __init__(self, read: Callable[[bytes], object], tally: Path) -> None:
        self.read, self.tally = read, tally
        self.runs = self.taken = 0
        self.slowest = 0.0
        self.told = time.monotonic()

    def __call__(self, data: bytes) -> None:
        from packfab.errors import PackfabError

        start = time.perf_counter()
        try:
            self.read(data)
            self.taken += 1
        except PackfabError:
            pass
        now = time.perf_counter()
        self.runs += 1
        self.slowest = max(self.slowest, now - start)
        if time.monotonic() - self.told > 1.0:
            self.tell()

    def tell(self) -> None:
        """Write the numbers down."""
        self.told = time.monotonic()
        self.tally.write_text(f"{self.runs} {self.taken} {self.slowest:.2f}")


def _one(name: str, engine: str, seconds: float, tally: Path) -> int:
    if engine == "atheris":
        import atheris

        with atheris.instrument_imports(include=["packfab.io", "packfab.checks.rules", "packfab.study.exchange"]):
            from fuzz_readers import READERS
    else:
        from fuzz_readers import READERS
    reader = READERS[name]
    counted = Counted(reader.read, tally)
    seeds = [seed[:MAX_LENGTH] for seed in reader.seeds()]
    counted.tell()
    if engine == "random":
        return _random(counted, seeds, seconds)
    corpus = Path("corpus")
    corpus.mkdir()
    for i, seed in enumerate(seeds):
        (corpus / f"seed{i}").write_bytes(seed)
    options = [f"-max_total_time={int(seconds)}", f"-timeout={TIMEOUT}", f"-rss_limit_mb={MEMORY >> 20}",
               f"-max_len={MAX_LENGTH}", "-verbosity=0"]  # fmt: skip
    atheris.Setup([sys.argv[0], *options, str(corpus)], counted)
    atheris.Fuzz()
    return 0


def _random(counted: Counted, seeds: Sequence[bytes], seconds: float) -> int:
    dice = random.Random(len(seeds))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        data = _changed(dice, dice.choice(seeds), seeds)
        signal.alarm(TIMEOUT)
        try:
            counted(data)
        except BaseException:
            Path(f"crash-{counted.runs}").write_bytes(data)
            raise
        finally:
            signal.alarm(0)
    counted.tell()
    return 0


def _changed(dice: random.Random, seed: bytes, seeds: Sequence[bytes]) -> bytes:
    """A seed with one to eight random changes."""
    data = bytearray(seed)
    for _ in range(dice.randint(1, 8)):
        at = dice.randrange(len(data) + 1)
        kind = dice.randrange(6)
        if kind == 0:
            data[at : at + 1] = bytes([dice.randrange(256)])
        elif kind == 1:
            del data[at : at + dice.randint(1, 40)]
        elif kind == 2:
            data[at:at] = dice.choice((b"0", b"-1", b"1e999", b"nan", b"\x00", b"\xff" * 4, b"99999999999", b"(", b"]"))
        elif kind == 3:
            other = dice.choice(seeds)
            start = dice.randrange(len(other) + 1)
            data[at:at] = other[start : start + dice.randint(1, 400)]
        elif kind == 4:
            data[at:at] = data[at : at + dice.randint(1, 200)]
        else:
            data[at:] = data[at:][::-1] if dice.random() < 0.1 else data[at:][: dice.randint(0, len(data))]
    return bytes(data[:MAX_LENGTH])


if __name__ == "__main__":
    os.environ.setdefault("PYTHONWARNINGS", "ignore")
    sys.exit(main(sys.argv[1:]))
