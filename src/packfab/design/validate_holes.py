# SPDX-License-Identifier: Apache-2.0
"""Which holes are wider than the pads on them?"""

from __future__ import annotations

from collections.abc import Iterator

from packfab.design.fan_out import Hole, wide_end
from packfab.errors import Fault
from packfab.units import format_length


def hole_faults(hole: Hole, thickness: int, pad: int, where: str, what: str) -> Iterator[Fault]:
    """A hole through a layer of that thickness (nm) whose wide end is wider than `what`: pads of diameter `pad`, nm."""
    wide = wide_end(hole, thickness)
    if wide > pad:
        yield Fault(f"the holes are wider than {what}", f"{where}.diameter",
                    measured=f"{format_length(round(wide))} at the wide end, {format_length(thickness)} thick",
                    allowed=f"at most {format_length(pad)}",
                    fix="make them narrower or steeper, or the pads wider")  # fmt: skip
