# SPDX-License-Identifier: Apache-2.0
"""Which passive devices of a thin film lie on no layer, beside the package, or join nets that are not there?

Whether their values can be had is asked where they are drawn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from packfab.design.chip import CARRIER
from packfab.design.crossing import inside
from packfab.design.devices import Capacitor, FilmDevice, Filter, Inductor, Sensor, WaveGuide
from packfab.design.package import Package, body_size
from packfab.design.placement import corners
from packfab.design.thin_film import ThinFilm
from packfab.design.validate_chips import did_you_mean
from packfab.design.validate_film_layers import GROUND
from packfab.design.validate_film_nets import OWNERS, film_nets
from packfab.errors import Fault
from packfab.units import format_length

#: Names that other parts of the package have.
_TAKEN = (CARRIER, "panel", "balls", "bumps", "pins")


def film_device_faults(package: Package, film: ThinFilm) -> Iterator[Fault]:
    """What is wrong with the devices: their names, layers, places and nets."""
    known = film_nets(package, film)
    taken = [*_TAKEN, *(chip.name for chip in package.chips)]
    for name, count in Counter(device.name for device in film.devices).items():
        where = f"thin_film.devices.{name}"
        if count > 1:
            yield Fault(f"the name '{name}' is used {count} times", where, fix="rename all but one")
        if name in taken:
            yield Fault(f"'{name}' is the name of another part", where, fix="rename it, like 'R1'")
    for device in film.devices:
        where = f"thin_film.devices.{device.name}"
        yield from _layer_faults(device, film, where)
        yield from _place_faults(device, package, where)
        yield from _net_faults(device, known, where)


def _layer_faults(device: FilmDevice, film: ThinFilm, where: str) -> Iterator[Fault]:
    """Layers that are not there, or on the wrong side of that of the device."""
    names = [layer.name for layer in film.layers]
    if device.layer not in names:
        yield _no_layer(device.layer, names, f"{where}.layer")
    key, other, below = _second(device)
    if not key or other == GROUND:
        return
    if other is not None and other not in names:
        yield _no_layer(other, names + [GROUND] * (key == "ground"), f"{where}.{key}")
        return
    if device.layer not in names:
        return
    index = names.index(device.layer)
    if other is None and not index:
        yield Fault(f"there is no wiring layer below '{device.layer}' for the {device.kind} '{device.name}'",
                    f"{where}.{key}", measured="the first layer", allowed=_listed(names[1:]),
                    fix="put it on a higher layer")  # fmt: skip
    elif other == device.layer:
        yield Fault(f"both parts of '{device.name}' lie on one layer", f"{where}.{key}", measured=device.layer,
                    allowed="another layer", fix="name another layer")  # fmt: skip
    elif other is not None and below and names.index(other) > index:
        yield Fault(f"'{other}' lies above the {device.kind} '{device.name}'", f"{where}.{key}", measured=other,
                    allowed=_listed(names[:index]) or GROUND, fix="name a layer below it, or swap the two")  # fmt: skip


def _second(device: FilmDevice) -> tuple[str, str | None, bool]:
    """The key of its second layer, what that says (None: the next below), and whether it has to lie below."""
    if isinstance(device, Inductor):
        return "under", device.under, False
    if isinstance(device, Capacitor):
        return ("other", device.other, True) if device.form == "plate" else ("", None, False)
    if isinstance(device, WaveGuide):
        return ("ground", device.ground, True) if device.form == "microstrip" else ("", None, False)
    if isinstance(device, Filter):
        low = device.form == "low-pass"
        return ("under", device.under, True) if low else ("ground", device.ground, True)
    if isinstance(device, Sensor):
        return "other", device.other, True
    return "", None, False


def _no_layer(name: str, known: Sequence[str], where: str) -> Fault:
    return Fault(f"no wiring layer '{name}'", where, allowed=", ".join(known),
                 fix=did_you_mean(name, known) or "name one of these")  # fmt: skip


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)


def _place_faults(device: FilmDevice, package: Package, where: str) -> Iterator[Fault]:
    size = body_size(package)
    if not inside(np.asarray([device.at], dtype=np.int64), corners(size)).all():
        yield Fault(f"'{device.name}' lies beside the package", f"{where}.at",
                    measured=f"{format_length(device.at[0])}, {format_length(device.at[1])}",
                    allowed=f"{format_length(size[0])} x {format_length(size[1])}", fix="move it inwards")  # fmt: skip


def _net_faults(device: FilmDevice, known: frozenset[str], where: str) -> Iterator[Fault]:
    given = {f"nets[{i}]": net for i, net in enumerate(device.nets)}
    if isinstance(device, WaveGuide | Filter):
        given["ground_net"] = device.ground_net
    for key, net in given.items():
        if net and net not in known:
            yield Fault(f"no {OWNERS}, and no other device, has the net '{net}'", f"{where}.{key}",
                        fix=did_you_mean(net, known) or "name a net of the dies")  # fmt: skip
    if device.nets[0] and device.nets[0] == device.nets[1]:
        yield Fault(f"both ends of '{device.name}' join one net, which shorts it", f"{where}.nets",
                    measured=device.nets[0], allowed="two nets", fix="give its ends different nets")  # fmt: skip
