# SPDX-License-Identifier: Apache-2.0
"""What does a 3Dblox file say once its `#!define` lines are worked in?

A line `#!define NAME VALUE` goes, and in all later lines NAME becomes VALUE, by plain substring and in the order of
names; values are not worked on themselves. Lines keep their numbers.
"""

from __future__ import annotations

from packfab.errors import BadInput, Fault

#: Bounds of one file.
MAX_BYTES = 8_000_000
MAX_DEFINES = 500
MAX_LINE = 100_000  # characters after replacement

_MARK = "#!define"


def defined(text: str, name: str) -> str:
    """The text with its definitions worked in; BadInput where they do not end."""
    known: dict[str, str] = {}
    lines: list[str] = []
    size = 0
    for number, line in enumerate(text.split("\n"), start=1):
        if line.startswith(_MARK):
            key, _, value = line[len(_MARK) :].strip().partition(" ")
            if value.strip():
                known[key] = value.strip()
            if len(known) > MAX_DEFINES:
                raise BadInput([_fault(f"{name}:{number}", "too many definitions", f"{len(known)}", f"{MAX_DEFINES}")])
            lines.append("")
            continue
        for key in sorted(known):
            if key in line:
                grown = len(line) + line.count(key) * (len(known[key]) - len(key))
                if grown > MAX_LINE:
                    raise BadInput([_fault(f"{name}:{number}", f"'{key[:40]}' makes the line too long",
                                           f"{grown} characters", f"{MAX_LINE}")])  # fmt: skip
                line = line.replace(key, known[key])
        size += len(line)
        if size > MAX_BYTES:
            raise BadInput([_fault(f"{name}:{number}", "the file grows too large by its definitions",
                                   f"over {MAX_BYTES} characters", f"{MAX_BYTES}")])  # fmt: skip
        lines.append(line)
    return "\n".join(lines)


def _fault(where: str, what: str, measured: str, allowed: str) -> Fault:
    return Fault(what, where, measured, allowed, "write the values out")
