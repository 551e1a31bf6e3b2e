# SPDX-License-Identifier: Apache-2.0
"""Which operations does the line know? One step a file, all in the table `STEPS`."""

from typing import Any

from packfab.process.steps.apply_adhesive import ApplyAdhesive
from packfab.process.steps.attach_backside import AttachBackside
from packfab.process.steps.attach_balls import AttachBalls
from packfab.process.steps.attach_bonding_points import AttachBondingPoints
from packfab.process.steps.attach_contact_balls import AttachContactBalls
from packfab.process.steps.attach_die import AttachDie
from packfab.process.steps.attach_face_down import AttachFaceDown
from packfab.process.steps.attach_heat_sink import AttachHeatSink
from packfab.process.steps.attach_metal import AttachMetal
from packfab.process.steps.attach_pins_up import AttachPinsUp
from packfab.process.steps.attach_top_balls import AttachTopBalls
from packfab.process.steps.coat_dielectric import CoatDielectric
from packfab.process.steps.coat_insulator import CoatInsulator
from packfab.process.steps.coat_polymer import CoatPolymer
from packfab.process.steps.deposit_protective import DepositProtective
from packfab.process.steps.desmear import Desmear
from packfab.process.steps.drill_vias import ASPECT_LIMIT, DrillVias
from packfab.process.steps.fill_around import FillAround
from packfab.process.steps.fill_over import FillOver
from packfab.process.steps.fill_vias import FillVias
from packfab.process.steps.flip_chip_bond import FlipChipBond
from packfab.process.steps.form_alignment import FormAlignment
from packfab.process.steps.form_connection import FormConnection
from packfab.process.steps.form_metal import FormMetal
from packfab.process.steps.form_wiring import FormWiring
from packfab.process.steps.grind import Grind
from packfab.process.steps.grind_backs import GrindBacks
from packfab.process.steps.irradiate_laser import IrradiateLaser
from packfab.process.steps.join_back_to_back import JoinBackToBack
from packfab.process.steps.laminate_first_layer import LaminateFirstLayer
from packfab.process.steps.laser_cut import LaserCut
from packfab.process.steps.lay_film import LayFilm
from packfab.process.steps.lift_off import LiftOff
from packfab.process.steps.lift_off_carrier import LiftOffCarrier
from packfab.process.steps.make_bumps import MakeBumps
from packfab.process.steps.make_side_traces import MakeSideTraces
from packfab.process.steps.mold import Mold, Target
from packfab.process.steps.mount_passive import MountPassive
from packfab.process.steps.open_holes import OpenHoles
from packfab.process.steps.passivate import Passivate
from packfab.process.steps.plate_vias import PlateVias
from packfab.process.steps.provide_carrier import ProvideCarrier
from packfab.process.steps.provide_metal_substrate import ProvideMetalSubstrate
from packfab.process.steps.provide_panel import ProvidePanel
from packfab.process.steps.provide_temporary import ProvideTemporary
from packfab.process.steps.punch_first_layer import PunchFirstLayer
from packfab.process.steps.release_sensor import ReleaseSensor
from packfab.process.steps.remove_film import RemoveFilm
from packfab.process.steps.remove_temporary import RemoveTemporary
from packfab.process.steps.saw import Saw
from packfab.process.steps.solder_pins_down import SolderPinsDown
from packfab.process.steps.stack_packages import StackPackages
from packfab.process.steps.turn_over import TurnOver
from packfab.process.steps.wire_bond import WireBond

STEPS: dict[str, Any] = {
    step.__name__: step
    for step in (
        ProvideCarrier,
        ProvidePanel,
        ProvideMetalSubstrate,
        PunchFirstLayer,
        LaminateFirstLayer,
        ProvideTemporary,
        CoatPolymer,
        DepositProtective,
        CoatInsulator,
        CoatDielectric,
        OpenHoles,
        FillVias,
        FormMetal,
        FormWiring,
        Passivate,
        ReleaseSensor,
        FormAlignment,
        MountPassive,
        MakeBumps,
        AttachDie,
        AttachPinsUp,
        AttachBackside,
        AttachFaceDown,
        FillOver,
        GrindBacks,
        AttachMetal,
        TurnOver,
        RemoveTemporary,
        FillAround,
        FlipChipBond,
        SolderPinsDown,
        WireBond,
        AttachHeatSink,
        LayFilm,
        ApplyAdhesive,
        JoinBackToBack,
        Mold,
        Grind,
        RemoveFilm,
        IrradiateLaser,
        LiftOffCarrier,
        LiftOff,
        FormConnection,
        DrillVias,
        Desmear,
        PlateVias,
        AttachTopBalls,
        AttachBalls,
        AttachContactBalls,
        AttachBondingPoints,
        Saw,
        LaserCut,
        MakeSideTraces,
        StackPackages,
    )
}

__all__ = [
    "ASPECT_LIMIT",
    "STEPS",
    "ApplyAdhesive",
    "AttachBackside",
    "AttachBalls",
    "AttachBondingPoints",
    "AttachContactBalls",
    "AttachDie",
    "AttachFaceDown",
    "AttachHeatSink",
    "AttachMetal",
    "AttachPinsUp",
    "AttachTopBalls",
    "CoatDielectric",
    "CoatInsulator",
    "CoatPolymer",
    "DepositProtective",
    "Desmear",
    "DrillVias",
    "FillAround",
    "FillOver",
    "FillVias",
    "FlipChipBond",
    "FormAlignment",
    "FormConnection",
    "FormMetal",
    "FormWiring",
    "Grind",
    "GrindBacks",
    "IrradiateLaser",
    "JoinBackToBack",
    "LaminateFirstLayer",
    "LaserCut",
    "LayFilm",
    "LiftOff",
    "LiftOffCarrier",
    "MakeBumps",
    "MakeSideTraces",
    "Mold",
    "MountPassive",
    "OpenHoles",
    "Passivate",
    "PlateVias",
    "ProvideCarrier",
    "ProvideMetalSubstrate",
    "ProvidePanel",
    "ProvideTemporary",
    "PunchFirstLayer",
    "ReleaseSensor",
    "RemoveFilm",
    "RemoveTemporary",
    "Saw",
    "SolderPinsDown",
    "StackPackages",
    "Target",
    "TurnOver",
    "WireBond",
]
