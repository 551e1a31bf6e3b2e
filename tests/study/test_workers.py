# SPDX-License-Identifier: Apache-2.0
"""Do answers come back in order, whatever process gives them, and do processes end when they should?"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from packfab.study.workers import asked_of_all, processors

ASLEEP = """
import sys, time
from packfab.study.workers import asked_of_all

if __name__ == "__main__":
    print("ready", flush=True)
    try:
        asked_of_all(time.sleep, [60.0, 60.0, 60.0], jobs=2)
    except KeyboardInterrupt:
        sys.exit(130)
"""


@pytest.mark.parametrize("jobs", [1, 2])
def test_answers_keep_the_order_of_the_things(jobs: int) -> None:
    told: list[tuple[int, int]] = []

    answers = asked_of_all(abs, [-3, 2, -1], jobs=jobs, done=lambda number, count: told.append((number, count)))

    assert answers == [3, 2, 1]
    assert sorted(number for number, _ in told) == [0, 1, 2]
    assert [count for _, count in told] == [1, 2, 3]


def test_one_job_stays_in_this_process() -> None:
    assert set(asked_of_all(_process, [1, 2])) == {os.getpid()}


def _process(_: int) -> int:
    return os.getpid()


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_fault_of_one_thing_comes_out(jobs: int) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        asked_of_all(int, ["1", "one", "2"], jobs=jobs)


def test_there_is_a_processor() -> None:
    assert processors() >= 1


@pytest.mark.skipif(sys.platform == "win32", reason="sends signals of POSIX")
@pytest.mark.parametrize(("stop", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)])
def test_processes_end_with_the_one_that_asked(tmp_path: Path, stop: signal.Signals, code: int) -> None:
    script = tmp_path / "asleep.py"
    script.write_text(ASLEEP, encoding="utf-8")
    # workers hold the pipe as well: it ends when all of them have ended
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(1.5)
        process.send_signal(stop)
        _, said = process.communicate(timeout=20)

    assert process.returncode == code
    # who is killed leaves it to the tracker of Python to say that it cleaned up
    assert said == "" or stop == signal.SIGKILL
