# SPDX-License-Identifier: Apache-2.0
"""Which holes of a wiring layer are open for its metal?"""

from __future__ import annotations

from packfab.design import WiringLayer
from packfab.errors import PackfabError
from packfab.geometry import Build, Frustum
from packfab.process.holes import cut_named
from packfab.process.thin_film_names import holes


def open_cone(build: Build, layer: WiringLayer) -> Frustum | None:
    """The shape of the holes of a layer; None when it has no places for holes. PackfabError before OpenHoles."""
    cut = cut_named(build, holes(layer.name))
    if cut is None:
        return None
    if not isinstance(cut.shape, Frustum):
        raise PackfabError(f"the {layer.name} holes are not round: open them with OpenHoles")
    return cut.shape
