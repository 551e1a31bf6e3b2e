# SPDX-License-Identifier: Apache-2.0
"""How can a box lie in an assembly: turned by quarters, mirrored in plan, turned upside down?

Names are those of 3Dblox: `R0 R90 R180 R270 MX MY MX_R90 MY_R90`, each also behind `MZ_`. MX takes y to -y, MY takes x
to -x, a turn is counter-clockwise and comes last; `MZ` takes z to -z and leaves x and y alone. A die that is turned
over keeps its handedness, so it is `MZ` with a mirror in plan; bare `MZ`, and a mirror without it, is a mirror image.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

Matrix = tuple[int, int, int, int]
"""a, b, c, d of x' = a x + b y, y' = c x + d y."""

_FLAT = MappingProxyType({
    "R0": (1, 0, 0, 1), "R90": (0, -1, 1, 0), "R180": (-1, 0, 0, -1), "R270": (0, 1, -1, 0),
    "MX": (1, 0, 0, -1), "MY": (-1, 0, 0, 1), "MX_R90": (0, 1, 1, 0), "MY_R90": (0, -1, -1, 0),
})  # fmt: skip
_NAMES = MappingProxyType({matrix: name for name, matrix in _FLAT.items()})
_SYNONYMS = MappingProxyType({"MY_R180": "MX", "MX_R180": "MY", "MY_R270": "MX_R90", "MX_R270": "MY_R90",
                              "MX_R0": "MX", "MY_R0": "MY"})  # fmt: skip
_QUARTERS = ("R0", "R90", "R180", "R270")
_UPSIDE_DOWN = "MZ"


@dataclass(frozen=True, slots=True)
class Orientation:
    """Mirrors and quarter turns in plan, and whether z is mirrored."""

    matrix: Matrix = (1, 0, 0, 1)
    mirror_z: bool = False

    @property
    def name(self) -> str:
        """As 3Dblox writes it: `R90`, `MZ`, `MZ_MY_R90`."""
        flat = _NAMES[self.matrix]
        if not self.mirror_z:
            return flat
        return _UPSIDE_DOWN if flat == "R0" else f"{_UPSIDE_DOWN}_{flat}"

    @property
    def physical(self) -> bool:
        """Whether a body can be laid so: not where its mirror image would be needed."""
        a, b, c, d = self.matrix
        return (a * d - b * c < 0) == self.mirror_z

    @property
    def quarters(self) -> int:
        """Quarter turns counter-clockwise, after the mirror in plan (about the y axis) of a body that has one."""
        a, b, c, d = self.matrix
        unmirrored = self.matrix if a * d - b * c > 0 else (-a, b, -c, d)
        return _QUARTERS.index(_NAMES[unmirrored])

    def apply(self, x: int, y: int) -> tuple[int, int]:
        """A point in plan, turned about the origin."""
        a, b, c, d = self.matrix
        return (a * x + b * y, c * x + d * y)

    def after(self, inner: Orientation) -> Orientation:
        """What comes of `inner` and then this one."""
        a, b, c, d = self.matrix
        e, f, g, h = inner.matrix
        flat = (a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h)
        return Orientation(flat, self.mirror_z != inner.mirror_z)


def orientation(name: str) -> Orientation | None:
    """The orientation of a name, synonyms included; None for any other text."""
    down = name == _UPSIDE_DOWN or name.startswith(f"{_UPSIDE_DOWN}_")
    flat = name[len(_UPSIDE_DOWN) + 1 :] or "R0" if down else name
    matrix = _FLAT.get(_SYNONYMS.get(flat, flat))
    return None if matrix is None or name.endswith("_") else Orientation(matrix, down)


def turned(quarters: int, *, upside_down: bool = False) -> Orientation:
    """Quarter turns counter-clockwise seen from the top, of a body that lies face up, or was turned over before."""
    turn = Orientation(_FLAT[_QUARTERS[quarters % 4]])
    return turn.after(Orientation(_FLAT["MY"], mirror_z=True)) if upside_down else turn


def orientation_names() -> tuple[str, ...]:
    """All names that are written, without synonyms."""
    return tuple(Orientation(matrix, down).name for down in (False, True) for matrix in _FLAT.values())
