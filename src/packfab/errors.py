# SPDX-License-Identifier: Apache-2.0
"""What went wrong, where, measured against what, and what to do next?

Every error that a person can cause is a `PackfabError`.  A person's input is checked whole: each thing
wrong with it is a `Fault`, and all faults travel together in one `BadInput`, one line each.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


class PackfabError(Exception):
    """An error with a message for the person at the keyboard; the command line ends with `exit_code`."""

    exit_code: int = 2


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with the input.

    what: the fault in a few words; where: path in the user's design and line of the user's file, such as
    `package.yaml:12 dies.U1.thickness`; measured and allowed: the value found and the values that would
    do, as text with units; fix: what to do next.
    """

    what: str
    where: str = ""
    measured: str = ""
    allowed: str = ""
    fix: str = ""

    @property
    def line(self) -> str:
        """The fault as one line of text: `where: what (measured X, allowed Y); fix`.

        What a terminal would obey instead of showing it, such as escapes in a file of others, is told by its code.
        """
        bounds = [f"measured {self.measured}"] if self.measured else []
        bounds += [f"allowed {self.allowed}"] if self.allowed else []
        text = f"{self.where}: {self.what}" if self.where else self.what
        text += f" ({', '.join(bounds)})" if bounds else ""
        text += f"; {self.fix}" if self.fix else ""
        return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in " ".join(text.split()))


class BadInput(PackfabError):
    """The input has faults, all of them told at once."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__(self.faults)

    def __str__(self) -> str:
        return "\n".join(fault.line for fault in self.faults)


def raise_if(faults: Iterable[Fault]) -> None:
    """Raise `BadInput` when there is at least one fault; otherwise do nothing."""
    found = tuple(faults)
    if found:
        raise BadInput(found)
