# SPDX-License-Identifier: Apache-2.0
"""What are the words of a LEF or DEF text, on which lines, and where do statements and blocks end?

Both languages are words between blanks. A statement ends with `;`, a block with `END` and its name. A `#` at the
beginning of a word starts a comment; a text in double quotes is one word, quotes included.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NoReturn

from packfab.errors import BadInput, Fault

#: Bounds of a LEF or DEF file.
MAX_BYTES = 64_000_000
MAX_FAULTS = 50
_WORD = re.compile(r'"[^"]*"?|#.*|[^\s"]+')


@dataclass(slots=True)
class Words:
    """The words of a file, read from front to back; faults of statements are gathered."""

    file: str
    words: list[str]
    lines: list[int]
    at: int = 0
    faults: list[Fault] = field(default_factory=list)

    def more(self) -> bool:
        """Whether there are words left."""
        return self.at < len(self.words)

    def peek(self) -> str:
        """The next word, which stays; nothing at the end."""
        return self.words[self.at] if self.more() else ""

    def line(self) -> int:
        """The line of the next word, or the last one."""
        return self.lines[min(self.at, len(self.lines) - 1)] if self.lines else 1

    def take(self, what: str = "more") -> str:
        """The next word; BadInput at the end of the file."""
        if not self.more():
            self.stop(f"the file ends where {what} is expected", fix="the file may be cut short")
        self.at += 1
        return self.words[self.at - 1]

    def statement(self) -> list[str]:
        """The words up to `;`, which is passed over; BadInput where there is none."""
        try:
            end = self.words.index(";", self.at)
        except ValueError:
            self.stop("a statement without ';' at its end", measured=self.peek()[:40], fix="the file may be cut short")
        found = self.words[self.at : end]
        self.at = end + 1
        return found

    def skip_block(self, *ends: str) -> None:
        """Pass over everything up to and with these words in a row; BadInput where they do not come."""
        start = self.at
        while True:
            try:
                self.at = self.words.index(ends[0], self.at)
            except ValueError:
                self.at = start
                self.stop(f"a block without '{' '.join(ends)}' at its end", fix="the file may be cut short")
            if tuple(self.words[self.at : self.at + len(ends)]) == ends:
                self.at += len(ends)
                return
            self.at += 1

    def stop(self, what: str, *, measured: str = "", fix: str) -> NoReturn:
        """BadInput here, with all faults so far."""
        raise BadInput([*self.faults, Fault(what, f"{self.file}:{self.line()}", measured, fix=fix)])

    def note(self, fault: Fault) -> None:
        """One more fault; BadInput when there are very many."""
        self.faults.append(fault)
        if len(self.faults) >= MAX_FAULTS:
            raise BadInput(self.faults)

    def stop_if_any(self) -> None:
        """BadInput when there were faults."""
        if self.faults:
            raise BadInput(self.faults)


def split_words(text: str, file: str) -> Words:
    """The words of the text of a file; a quoted text may run over several lines, of which its first is kept."""
    words: list[str] = []
    lines: list[int] = []
    within = False
    for number, whole in enumerate(text.splitlines(), start=1):
        line = whole
        if within:
            if '"' not in line:
                continue
            line, within = line.partition('"')[2], False
        found: Iterable[str] = line.split()
        if '"' in line or "#" in line:
            found = [word for word in _WORD.findall(line) if word[0] != "#"]
            within = any(word[0] == '"' and (len(word) == 1 or word[-1] != '"') for word in found)
        for word in found:
            if word[-1] == ";" and len(word) > 1 and word[0] != '"':
                words += (word[:-1], ";")
                lines += (number, number)
            else:
                words.append(word)
                lines.append(number)
    return Words(file, words, lines)


def numbers(words: Iterable[str]) -> list[float]:
    """The numbers among words, round brackets left out; ValueError for anything else, and for what is not finite."""
    found = [float(word) for word in words if word not in ("(", ")")]
    if not all(math.isfinite(number) and abs(number) < 2**53 for number in found):
        raise ValueError("a number that is not finite")
    return found


def unquoted(word: str) -> str:
    """A word without the quotes around it."""
    return word.strip('"') if word.startswith('"') else word
