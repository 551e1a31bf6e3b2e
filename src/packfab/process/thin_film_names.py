# SPDX-License-Identifier: Apache-2.0
"""What are the roles, parts, names and facts of a package on a metal substrate called?

Pads, dies, adhesives and passive devices keep the part of their chip or device; all else belongs to one of the parts
below.
"""

from packfab.process import panel_names

THIN_FILM = "thin film"
"""Part that fillings, dielectrics, wiring and passivation belong to."""
PANEL_PART = panel_names.PANEL_PART
"""Part that the temporary substrate and its adhesive belong to."""
CARRIER_PART = "carrier"
"""Part that the metal substrate, its laminate and cuts belong to."""

SUBSTRATE = "substrate"
"""Role of the metal: the sheet, the punched layer and its burr."""
LAMINATE = "laminate"
"""Role of what joins the two metal layers."""
ADHESIVE = "adhesive"
"""Role of the die attach, and of the blanket adhesive of the metal in the transfer method."""
FILLING = "filling"
"""Role of what surrounds the dies, first filling included."""
TEMPORARY = panel_names.TEMPORARY
"""Role of the temporary substrate."""
TEMPORARY_ADHESIVE = "temporary adhesive"
"""Role and name of what holds the dies on it."""
INSULATOR = panel_names.INSULATOR
"""Role of the dielectrics."""
WIRING = panel_names.METAL
"""Role of the wiring metal: vias, seeds, pads, lines and planes."""
BUS = "bus"
"""Role of power and ground buses."""
PASSIVATION = "passivation"
"""Role and name of the cover over the last layer."""
BALL, BUMP, CAP, LEAD_PIN, JOINT = "ball", "bump", "cap", "lead pin", "joint"
"""Roles of bonding points, of the solder on a bump and of that below a pin."""
BALLS_PART, BUMPS_PART, PINS_PART = "balls", "bumps", "pins"
"""Parts and names of bonding points."""
DEVICE_ROLES = ("resistor", "inductor", "capacitor", "wave-guide", "filter", "sensor")
"""Roles of the metal of passive devices in the wiring; their parts are their names."""

INTERNAL_CIRCUIT = "internal circuit"
"""Role of the traces on the active face of a die."""
DEVICE_CONTACT = "device contact"
"""Role of the plugs between traces and devices."""
ACTIVE_DEVICE = "device"
"""Role of the doped regions in the semiconductor."""
INTERLAYER = "interlayer"
"""Role of the insulator around the traces and between them and the devices."""

SHEET = "metal substrate"
FIRST_LAYER = "first metal layer"
SECOND_LAYER = "second metal layer"
BURR = "burr"
CAVITIES = "cavities"
OPENINGS = "openings"
TEMPORARY_SUBSTRATE = "temporary substrate"
FIRST_FILLING = "first filling"
SUBSTRATE_ADHESIVE = "substrate adhesive"
PASSIVATION_OPENINGS = "passivation openings"

AWAITED = "first metal layer awaited"
PUNCHED = "first metal layer punched"
LAMINATED = "first metal layer laminated"
FILLED = "filled"
PASSIVATED = "passivated"
CONTACTS_ATTACHED = "contacts attached"
SINGULATED = "singulated"
TEMPORARY_PROVIDED = "temporary"
FIRST_FILLED = "first filled"
THINNED = "thinned"
METAL_ATTACHED = "metal attached"
TURNED_OVER = "turned over"
TEMPORARY_OFF = "temporary off"

ACTIVE_FACE = "active_face"
"""Key under which attaching a die records the z of its active face, nm."""


def attached(chip: str) -> str:
    """The fact that a chip is on the metal substrate."""
    return f"attached:{chip}"


def face_down(chip: str) -> str:
    """The fact that a chip lies face down on the temporary substrate."""
    return f"face down:{chip}"


def insulated(layer: str) -> str:
    """The fact that the dielectric of a layer is there."""
    return f"insulated:{layer}"


def opened(layer: str) -> str:
    """The fact that the holes of a layer are open."""
    return f"opened:{layer}"


def vias_filled(layer: str) -> str:
    """The fact that the holes of a layer are full of metal of their own."""
    return f"vias filled:{layer}"


def wired(layer: str) -> str:
    """The fact that the wiring of a layer is there."""
    return f"wired:{layer}"


def released(device: str) -> str:
    """The fact that a sensor can move."""
    return f"released:{device}"


def dielectric(layer: str) -> str:
    """Name of the dielectric of a layer."""
    return f"{layer} dielectric"


def holes(layer: str) -> str:
    """Name of the cut through the dielectric of a layer."""
    return f"{layer} holes"


def hollows(layer: str) -> str:
    """Name of the cut that a conformal film leaves in its holes."""
    return f"{layer} hollows"


def filled_vias(layer: str) -> str:
    """Name of the metal that was filled into the holes of a layer beforehand."""
    return f"{layer} filled vias"


def wiring(layer: str, what: str, net: str = "") -> str:
    """Name of wiring metal of a layer; what: `vias`, `seed`, `pads`, `line`, `plane`, `bus` or `contacts`."""
    return f"{layer} {what} {net}".rstrip()


def device_name(device: str, layer: str) -> str:
    """Name of the metal of a passive device on a layer."""
    return f"{device} {layer}"


def cavity_of(device: str) -> str:
    """Name of the cut that releases a sensor."""
    return f"{device} cavity"
