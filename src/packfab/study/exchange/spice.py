# SPDX-License-Identifier: Apache-2.0
"""What do the nets of a package look like as a SPICE subcircuit? Ideal: each net as built is a node.

Ports are the pads of the dies and the terminals towards the board. A net that is open is several nodes, nets that are
short are one. Passive devices of the wiring come with the values that the build has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from packfab.checks import Lvs
from packfab.design import Package
from packfab.geometry import Build
from packfab.io import SpiceDevice, SpicePort, Subcircuit, write_spice
from packfab.materials import Library
from packfab.study.devices import DeviceValues, device_values
from packfab.study.exchange.format import Format
from packfab.study.exchange.handed import ExportOptions, Handed
from packfab.study.loose_devices import asked_terminals

_PORTS = ("pad", "ball", "top ball", "bonding point", "bonding pad", "contact")
_KIND = {"resistor": "R", "inductor": "L", "capacitor": "C"}


def subcircuit(name: str, known: Lvs, devices: Sequence[DeviceValues] = ()) -> Subcircuit:
    """The nets as built, with their ports and devices; names say what joins them."""
    nodes = _nodes(known)
    ports = tuple(SpicePort(f"{t.part}.{t.name}", nodes[int(g)])
                  for t, g in zip(known.terminals, _group_of(known), strict=True)
                  if g >= 0 and t.used and t.kind in _PORTS)  # fmt: skip
    found = tuple(one for value in devices if (one := _device(value, known, nodes)) is not None)
    notes = ["nets as built, each an ideal node: terminals are pads of dies, balls and bonding points"]
    rests = sum(known.undrawn.values())
    if rests:
        notes.append(f"{rests} joints rest on metal within carriers or dies that is not drawn")
    notes += [f"{m.kind}: {m.what}" for m in known.mismatches]
    left = [v.name for v in devices if v.name not in {d.name for d in found}]
    notes += [f"device {one} has no two nets, or is no R, L or C: left out" for one in left]
    return Subcircuit(name, ports, tuple(dict.fromkeys(nodes.values())), found, tuple(notes))


def netlist_text(name: str, known: Lvs, devices: Sequence[DeviceValues] = ()) -> str:
    """The subcircuit as text."""
    return write_spice(subcircuit(name, known, devices))


def _group_of(known: Lvs) -> list[int]:
    return [int(known.group[c]) if c >= 0 else -1 for c in known.component.tolist()]


def _nodes(known: Lvs) -> dict[int, str]:
    """Names of the groups that hold terminals: the nets on each, numbered where a net is in several."""
    carried: dict[int, dict[str, None]] = {}
    for t, group in zip(known.terminals, _group_of(known), strict=True):
        if group >= 0:
            carried.setdefault(group, {}).setdefault(t.net or t.mate or f"{t.part}.{t.name}")
    counts: dict[str, int] = {}
    nodes: dict[int, str] = {}
    for group, names in carried.items():
        name = "+".join(sorted(names))
        counts[name] = counts.get(name, 0) + 1
        nodes[group] = name if counts[name] == 1 else f"{name}#{counts[name]}"
    return nodes


def _device(value: DeviceValues, known: Lvs, nodes: Mapping[int, str]) -> SpiceDevice | None:
    """A device between the nodes of its two nets; None where it has no two, or is a filter or the like."""
    nets = list(dict.fromkeys(net for device, net in asked_terminals(known.build) if device == value.name))
    if value.kind not in _KIND or len(nets) != 2:
        return None
    names = set(nodes.values())
    ends = [net if net in names else next((n for n in names if net in n.split("+")), net) for net in nets]
    return SpiceDevice(_KIND[value.kind], value.name, (ends[0], ends[1]), value.built)


def netlist_devices(package: Package, build: Build, library: Library) -> tuple[DeviceValues, ...]:
    """The passive devices of the wiring with their values as built; none where there is no thin film."""
    film = package.thin_film
    return device_values(package, build, library) if film is not None and film.devices else ()


def _export(handed: Handed, options: ExportOptions) -> Mapping[str, bytes]:
    devices = netlist_devices(handed.package, handed.build, handed.library)
    return {f"{handed.stem}.spi": netlist_text(handed.stem, handed.lvs, devices).encode()}


SPICE = (
    Format(
        "spice",
        "SPICE subcircuit of the nets as built",
        (".spi",),
        "Which terminals of dies and board hang together as built, and R, L and C of devices in the wiring.",
        "Everything else: conductors are ideal, without resistance, inductance and coupling.",
        _export,
    ),
)
