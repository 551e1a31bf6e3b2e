# SPDX-License-Identifier: Apache-2.0
"""Which package systems can be made? One flow a file, by name and by number in the table `FLOWS`."""

from collections.abc import Callable

from packfab.design import Package
from packfab.process.flow import Flow
from packfab.process.flows.back_to_back import back_to_back
from packfab.process.flows.exposed_sink import exposed_sink
from packfab.process.flows.metal_substrate import metal_substrate
from packfab.process.flows.molded_flip_chip import molded_flip_chip
from packfab.process.flows.panel_fan_out import panel_fan_out

FLOWS: dict[str, Callable[[Package], Flow]] = {
    "molded-flip-chip": molded_flip_chip,
    "000": molded_flip_chip,
    "exposed-sink": exposed_sink,
    "001": exposed_sink,
    "back-to-back": back_to_back,
    "002": back_to_back,
    "panel-fan-out": panel_fan_out,
    "003": panel_fan_out,
    "metal-substrate": metal_substrate,
    "004": metal_substrate,
}

WITH_MATERIALS = (metal_substrate,)
"""Flows that draw things by the properties of materials: they take a library after the package."""

__all__ = ["FLOWS", "WITH_MATERIALS", "back_to_back", "exposed_sink", "metal_substrate", "molded_flip_chip",
           "panel_fan_out"]  # fmt: skip
