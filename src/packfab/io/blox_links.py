# SPDX-License-Identifier: Apache-2.0
"""Does all that a 3Dblox assembly names exist: chiplets, instances, places, regions, orientations?"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from packfab.design import orientation, orientation_names
from packfab.io.blox import Blox, BloxDesign, BloxFile, ChipletDef, split_region
from packfab.io.blox_fields import Node, Told
from packfab.io.spec_yaml import Place

Lines = Mapping[Place, int]


@dataclass(frozen=True, slots=True)
class _Known:
    """Definitions and designs by name, and of each design the chiplet or design of each instance."""

    chiplets: Mapping[str, ChipletDef]
    designs: Mapping[str, BloxDesign]
    references: Mapping[str, Mapping[str, str]]


def check_links(files: Sequence[BloxFile], lines: Mapping[str, Lines], told: Told) -> None:
    """Tell every name that leads nowhere, and every one that is there twice."""
    whole = Blox(tuple(files))
    designs = whole.designs
    references = {name: {one.name: one.reference for one in design.instances} for name, design in designs.items()}
    known = _Known(whole.chiplets, designs, references)
    first: dict[str, str] = {}
    for file in files:
        node = Node({}, file.name, lines[file.name], told)
        for chiplet in file.chiplets:
            if chiplet.name in first and chiplet.kind != "hier":
                node.fault(f"chiplet '{chiplet.name}' is defined twice", "ChipletDef", chiplet.name,
                           measured=f"also in {first[chiplet.name]}", fix="keep one definition")  # fmt: skip
            first.setdefault(chiplet.name, file.name)
    _check_precision(files, told)
    names: dict[str, str] = {}
    for file in files:
        if file.design is None:
            continue
        node = Node({}, file.name, lines[file.name], told)
        if file.design.name in names:
            node.fault(f"design '{file.design.name}' is there twice", "Design",
                       measured=f"also in {names[file.design.name]}", fix="give each a name of its own")  # fmt: skip
        names[file.design.name] = file.name
        _check_design(known, file.design, node)
    _check_loops(references, told)


def _check_precision(files: Sequence[BloxFile], told: Told) -> None:
    """OpenROAD takes the precision of the first definitions for all, and those that divide it."""
    first = next((file for file in files if file.chiplets), None)
    for file in files:
        if first is not None and file.chiplets and first.header.precision % file.header.precision:
            told.note(f"{file.name}: precision {file.header.precision} does not divide {first.header.precision} of "
                      f"{first.name}; OpenROAD refuses that")  # fmt: skip


def _check_design(known: _Known, design: BloxDesign, node: Node) -> None:
    defined = {*known.chiplets, *known.designs}
    for one in design.instances:
        if one.reference and one.reference not in defined:
            node.fault(f"there is no chiplet '{one.reference}'", "ChipletInst", one.name, "reference",
                       allowed=_some(defined), fix=_hint(one.reference, defined))  # fmt: skip
    instances = {one.name for one in design.instances}
    for place in design.stack:
        if place.instance not in instances:
            node.fault(f"there is no instance '{place.instance}'", "Stack", place.instance,
                       allowed=_some(instances), fix=_hint(place.instance, instances))  # fmt: skip
        if place.orient and orientation(place.orient) is None:
            node.fault("this is no orientation", "Stack", place.instance, "orient", measured=place.orient,
                       allowed=", ".join(orientation_names()))  # fmt: skip
    for name in sorted(instances - {place.instance for place in design.stack}):
        node.fault(f"instance '{name}' has no place", "ChipletInst", name, fix="give it loc, z and orient in 'Stack'")
    for bond in design.connections:
        if bond.top is None and bond.bottom is None:
            node.fault(f"connection '{bond.name}' joins nothing", "Connection", bond.name, fix="name a region")
        for key, text in (("top", bond.top), ("bot", bond.bottom)):
            if text is not None:
                _check_region(known, design, text, node, ("Connection", bond.name, key))
    for path in design.paths:
        for i, (_, text) in enumerate(path.entries):
            _check_region(known, design, text, node, ("Path", path.name, i))


def _check_region(known: _Known, design: BloxDesign, text: str, node: Node, place: Place) -> None:
    split = split_region(text)
    if split is None:
        return
    inner = design.name
    chiplet: ChipletDef | None = None
    for step in split[0].split("/"):
        names = known.references.get(inner, {})
        if step not in names:
            node.fault(f"there is no instance '{step}'", *place, measured=text, allowed=_some(names),
                       fix=_hint(step, names))  # fmt: skip
            return
        chiplet, inner = known.chiplets.get(names[step]), names[step]
    regions = [region.name for region in chiplet.regions] if chiplet is not None else []
    if split[1] not in regions:
        node.fault(f"there is no region '{split[1]}'", *place, measured=text, allowed=_some(regions) or "none",
                   fix=_hint(split[1], regions))  # fmt: skip


def _check_loops(references: Mapping[str, Mapping[str, str]], told: Told) -> None:
    """A design that holds itself, at any depth."""
    inner = {name: set(names.values()) & set(references) for name, names in references.items()}
    reached = {name: set(names) for name, names in inner.items()}
    for _ in inner:
        for names in reached.values():
            names |= {deeper for name in tuple(names) for deeper in inner[name]}
    for name, names in reached.items():
        if name in names:
            told.fault(f"design '{name}' holds itself", name, fix="take one of its instances away")


def _some(names: Iterable[str]) -> str:
    known = sorted(names)
    return ", ".join(known[:12]) + (", ..." if len(known) > 12 else "")


def _hint(name: str, names: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(names), n=1)
    return f"did you mean '{close[0]}'?" if close else ""
