# SPDX-License-Identifier: Apache-2.0
"""What is the package that is wanted, as a whole, and how is it told apart from any other?

A `Package` has everything resolved: pad maps are loaded, lengths are whole nanometres.  `resolved` is the
same as plain data, and `design_hash` its fingerprint, which goes into every output.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints

from packfab.design.back_to_back import BackBond, Second, SideTraces, ThroughVias, Wiring
from packfab.design.balls import Balls
from packfab.design.carrier import Carrier
from packfab.design.chip import Chip
from packfab.design.die import Die
from packfab.design.fan_out import FanOut
from packfab.design.heat_sink import HeatSink
from packfab.design.model import Model
from packfab.design.mold import Mold
from packfab.design.panel import Panel
from packfab.design.passive import Passive
from packfab.design.quantity import Extent, Name
from packfab.design.strip import Strip
from packfab.design.thin_film import ThinFilm
from packfab.errors import PackfabError

#: Names of the package systems, by the number of the document that describes them.
SYSTEMS = {
    "000": "molded-flip-chip",
    "001": "exposed-sink",
    "002": "back-to-back",
    "003": "panel-fan-out",
    "004": "metal-substrate",
}

#: A package system: its number becomes its name.
System = Annotated[str, StringConstraints(max_length=80), AfterValidator(lambda text: SYSTEMS.get(text, text))]
Text = Annotated[str, StringConstraints(max_length=4000)]


class Package(Model):
    """The design of one package."""

    packfab: int = Field(default=1, ge=1, le=1, description="version of this format")
    name: Annotated[str, StringConstraints(min_length=1, max_length=80)] = Field(description="name of the package")
    system: System = Field(
        default="molded-flip-chip",
        description="package system, by name or number: molded-flip-chip (000), exposed-sink (001), back-to-back "
        "(002), panel-fan-out (003), metal-substrate (004)",
    )
    notes: Text = Field(default="", description="free text, printed in reports")
    materials: Text | None = Field(default=None, description="file with own materials, in the folder of the spec")
    dies: Mapping[Name, Die] = Field(min_length=1, description="the dies by name")
    chips: tuple[Chip, ...] = Field(min_length=1, description="the chips in order of assembly, bottom to top")
    carrier: Carrier = Field(description="what carries the chips")
    passives: tuple[Passive, ...] = Field(default=(), description="passive components on the carrier")
    mold: Mold | None = Field(default=None, description="the molding; only metal-substrate has none")
    balls: Balls | None = Field(default=None, description="ball array on the far side, if any")
    heat_sink: HeatSink | None = Field(default=None, description="exposed-sink: the heat sink on the topmost chips")
    second: Second | None = Field(default=None, description="back-to-back: carrier 2 with its chips")
    back_bond: BackBond | None = Field(
        default=None, description="back-to-back: the adhesive between the chip backs; the default is film of 40 um"
    )
    vias: ThroughVias | None = Field(default=None, description="back-to-back: vias through carriers and resin")
    side_traces: SideTraces | None = Field(default=None, description="back-to-back: traces over the flanks")
    wiring: Wiring | None = Field(default=None, description="back-to-back: traces on the chip sides of the carriers")
    top_balls: Balls | None = Field(
        default=None, description="back-to-back: bumps on the exposed face of carrier 2, places seen from the top"
    )
    stack: int = Field(
        default=1, ge=1, le=16, description="back-to-back: packages stacked on each other through their top bumps"
    )
    fan_out: FanOut | None = Field(default=None, description="panel-fan-out: what is built on the panel, and how")
    thin_film: ThinFilm | None = Field(
        default=None, description="metal-substrate: the thin-film circuit over the dies, and how it is made"
    )
    strip: Strip = Field(default=Strip(), description="sites on the strip; the default is a single site")
    size: Extent | None = Field(default=None, description="sawn package body; the default is the carrier size")
    rules: Mapping[Name, Text] = Field(
        default_factory=dict,
        description="limits of claims and design rules to use instead of the built-in ones, as text",
    )
    rule_deck: Text | None = Field(
        default=None, description="file with design rules of the house (TOML), in the folder of the spec"
    )

    def chip(self, name: str) -> Chip:
        """The chip of this name; PackfabError when there is none."""
        for chip in self.chips:
            if chip.name == name:
                return chip
        known = ", ".join(chip.name for chip in self.chips)
        raise PackfabError(f"no chip '{name}' in package '{self.name}'; it has {known}")


def mold_of(package: Package) -> Mold:
    """The molding; PackfabError for a package that is not molded."""
    if package.mold is None:
        raise PackfabError(f"package '{package.name}' is not molded: it has no 'mold'")
    return package.mold


def thin_film_of(package: Package) -> ThinFilm:
    """The thin-film circuit; PackfabError for a package without one."""
    if package.thin_film is None:
        raise PackfabError(f"package '{package.name}' has no thin-film circuit: it has no 'thin_film'")
    return package.thin_film


def second_package(package: Package) -> Package:
    """Carrier 2 with its chips as a package of its own, seen from its chip side; PackfabError without one."""
    if package.second is None:
        raise PackfabError(f"package '{package.name}' has no second carrier")
    own = {"carrier": package.second.carrier, "chips": package.second.chips, "passives": (), "balls": None,
           "top_balls": None, "second": None, "heat_sink": None}  # fmt: skip
    return package.model_copy(update=own)


def body_size(package: Package) -> tuple[int, int]:
    """Width and height of the sawn package, nm."""
    return package.size or package.carrier.size


def site_pitch(package: Package) -> tuple[int, int]:
    """Distance of neighbouring sites on the strip or panel in x and y, nm."""
    width, height = body_size(package)
    if isinstance(package.carrier, Panel):
        return (width + package.carrier.lane, height + package.carrier.lane)
    return package.strip.pitch or (width + package.strip.kerf, height + package.strip.kerf)


def resolved(package: Package) -> dict[str, Any]:
    """The whole design as plain data, lengths in nm, all else SI; `Package.model_validate` reads it back."""
    return package.model_dump(mode="json")


def design_hash(package: Package) -> str:
    """SHA-256 of the resolved design as canonical JSON (sorted keys, no blanks), 64 hex digits."""
    text = json.dumps(resolved(package), sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
