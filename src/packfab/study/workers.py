# SPDX-License-Identifier: Apache-2.0
"""How is one question asked of many things at once? In processes that end with the one that asked.

Processes are started anew ("spawn"), for a process that draws a progress bar has threads and must not be copied. They
do not hear Ctrl-C: who asked hears it, and ends them. When who asked is killed, they end by themselves.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from multiprocessing import active_children, connection, parent_process
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")
Done = Callable[[int, int], None]
"""Called with (number of the thing just done, from 0; things done)."""


def processors() -> int:
    """How many processes can run at once here."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def asked_of_all(
    question: Callable[[T], R], things: Sequence[T], *, jobs: int = 1, done: Done | None = None
) -> list[R]:
    """The answer of each thing, in their order; question and things go to other processes if there are several jobs."""
    workers = min(jobs, len(things))
    if workers > 1:
        return _in_processes(question, things, workers, done)
    answers = []
    for number, thing in enumerate(things):
        answers.append(question(thing))
        if done is not None:
            done(number, number + 1)
    return answers


def _in_processes(question: Callable[[T], R], things: Sequence[T], workers: int, done: Done | None) -> list[R]:
    context = multiprocessing.get_context("spawn")
    older = set(active_children())
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_settle)
    try:
        with _interrupts_held():
            numbers: dict[Future[R], int] = {pool.submit(question, thing): i for i, thing in enumerate(things)}
        for count, future in enumerate(as_completed(numbers), 1):
            future.result()
            if done is not None:
                done(numbers[future], count)
    except BaseException:
        for process in set(active_children()) - older:
            process.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)
    return [future.result() for future in numbers]


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Ctrl-C waits, and processes that are started meanwhile never hear it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _settle() -> None:
    """Make this process deaf to Ctrl-C, and mortal with the one that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
