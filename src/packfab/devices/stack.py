# SPDX-License-Identifier: Apache-2.0
"""Between which heights do the wiring layers lie, of what are they made, and which rules must devices on them keep?

Heights are nm in the frame of the package: z = 0 is the surface of the metal substrate. The dielectric of a layer also
fills the room beside the metal below it, so it begins where that metal begins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from packfab.design import WiringLayer
from packfab.errors import BadInput, Fault


@dataclass(frozen=True, slots=True)
class StackLayer:
    """A wiring layer: metal between z0 and z1 on a dielectric that reaches from dielectric_z0 to z0; nm.

    line and space: least width and distance of its metal; pad: diameter around a hole that meets it; lean: how far the
    wall of a line leans inwards from bottom to top; seed: of z1 - z0, the film on which it was plated; plane: net of
    its plane, if any.
    """

    name: str
    z0: int
    z1: int
    material: str
    dielectric: str
    dielectric_z0: int
    line: int = 15_000
    space: int = 15_000
    pad: int = 30_000
    lean: int = 0
    seed: int = 0
    plane: str = ""

    @property
    def thickness(self) -> int:
        """Of the metal without its seed, nm."""
        return self.z1 - self.z0 - self.seed


@dataclass(frozen=True, slots=True)
class Stack:
    """The layers from the substrate up; `below`: material and heights of what lies between the substrate and the first
    dielectric, such as a filling; `cover`: the same of what lies over the last metal, such as a passivation.
    """

    layers: tuple[StackLayer, ...]
    substrate_surface: int = 0
    below: tuple[tuple[str, int, int], ...] = ()
    cover: tuple[tuple[str, int, int], ...] = ()

    def layer(self, name: str, *, where: str = "") -> StackLayer:
        """The layer of a name; BadInput when there is none."""
        for layer in self.layers:
            if layer.name == name:
                return layer
        names = ", ".join(layer.name for layer in self.layers)
        raise BadInput(
            [Fault(f"there is no wiring layer '{name}'", where=where, allowed=names, fix="name one of them")]
        )

    def index(self, layer: StackLayer) -> int:
        """Place of a layer, 0 for the lowest."""
        return self.layers.index(layer)

    def next_below(self, layer: StackLayer) -> StackLayer | None:
        """The layer under this one, None for the lowest."""
        index = self.index(layer)
        return self.layers[index - 1] if index else None

    @property
    def top(self) -> int:
        """Of the uppermost dielectric or metal, nm."""
        return max([*(x.z1 for x in self.layers), *(z1 for _, _, z1 in self.cover)])

    @property
    def space(self) -> int:
        """The widest least distance of all layers, nm."""
        return max(x.space for x in self.layers)

    @property
    def reach(self) -> int:
        """From the middle to the rim of the widest pad of all layers, nm."""
        return max((x.pad + 1) // 2 for x in self.layers)

    def dielectrics(self, low: int, high: int) -> tuple[tuple[str, int], ...]:
        """Material and thickness of the dielectrics between two heights, from the lowest up; nm."""
        sheets = [*self.below, *((x.dielectric, x.dielectric_z0, x.z0) for x in self.layers), *self.cover]
        cut = ((material, max(z0, low), min(z1, high)) for material, z0, z1 in sheets)
        return tuple((material, z1 - z0) for material, z0, z1 in cut if z1 > z0)


def stack_of(
    layers: Sequence[WiringLayer],
    *,
    face: int,
    below: tuple[tuple[str, int, int], ...] = (),
    start: int = 0,
    passivation: tuple[str, int] | None = None,
) -> Stack:
    """The stack of wiring layers whose first dielectric covers `face` (nm) by its thickness.

    start: where that dielectric begins beside the dies, nm: the substrate, or the top of a filling; below: the filling;
    passivation: material and thickness over the last metal.
    """
    made: list[StackLayer] = []
    highest = face
    for layer in layers:
        z0 = highest + layer.dielectric.thickness
        plated = layer.process == "electroplating"
        seed = layer.seed.thickness if plated and layer.seed is not None else 0
        z1 = z0 + seed + layer.thickness
        made.append(StackLayer(
            layer.name, z0, z1, layer.material, layer.dielectric.material, start, layer.line, layer.space, layer.pad,
            lean=0 if plated else round(layer.thickness / layer.etch_factor), seed=seed, plane=layer.plane,
        ))  # fmt: skip
        start, highest = z0, z1
    cover = ((passivation[0], start, highest + passivation[1]),) if passivation else ()
    return Stack(tuple(made), 0, below, cover)
