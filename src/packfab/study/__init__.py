# SPDX-License-Identifier: Apache-2.0
"""What comes of a design? The place where what is wanted meets what was made and how it is judged."""

from packfab.process import one_package
from packfab.study.claim_matrix import (
    AskedClaim,
    ClaimMatrix,
    DesignAnswers,
    MatrixProgress,
    claim_matrix,
    matrix_data,
    matrix_rows,
)
from packfab.study.data import claims_data, design_data, findings_data, traveller
from packfab.study.devices import DeviceValues, built_stack, device_values, devices_data
from packfab.study.evaluate import (
    Evaluation,
    Progress,
    document_of,
    evaluate,
    evaluate_file,
    fabricated,
    library_for,
    limits_of,
    read_design,
)
from packfab.study.examples import DesignFile, design_files, examples_folder
from packfab.study.figure_answer import Answer
from packfab.study.figure_catalogue import Assertion, Box, Catalogue, Chart, Cut, Figure, catalogue
from packfab.study.figure_checks import KINDS, ask
from packfab.study.figure_scene import Scene
from packfab.study.figure_targets import Target, target
from packfab.study.figures import (
    FigureProgress,
    MadeChart,
    MadeFigure,
    chart_data,
    figure_data,
    judged_chart,
    judged_figure,
    made_charts,
    made_figure,
    made_figures,
    stage_after,
)
from packfab.study.findings import findings_of
from packfab.study.library import library_data, material_data
from packfab.study.nets import (
    Net,
    NetPart,
    Nets,
    Open,
    Short,
    net_findings,
    net_parts,
    net_path,
    nets,
    nets_data,
    parts_data,
    top_to_bottom,
)
from packfab.study.workers import processors

__all__ = [
    "KINDS",
    "Answer",
    "AskedClaim",
    "Assertion",
    "Box",
    "Catalogue",
    "Chart",
    "ClaimMatrix",
    "Cut",
    "DesignAnswers",
    "DesignFile",
    "DeviceValues",
    "Evaluation",
    "Figure",
    "FigureProgress",
    "MadeChart",
    "MadeFigure",
    "MatrixProgress",
    "Net",
    "NetPart",
    "Nets",
    "Open",
    "Progress",
    "Scene",
    "Short",
    "Target",
    "ask",
    "built_stack",
    "catalogue",
    "chart_data",
    "claim_matrix",
    "claims_data",
    "design_data",
    "design_files",
    "device_values",
    "devices_data",
    "document_of",
    "evaluate",
    "evaluate_file",
    "examples_folder",
    "fabricated",
    "figure_data",
    "findings_data",
    "findings_of",
    "judged_chart",
    "judged_figure",
    "library_data",
    "library_for",
    "limits_of",
    "made_charts",
    "made_figure",
    "made_figures",
    "material_data",
    "matrix_data",
    "matrix_rows",
    "net_findings",
    "net_parts",
    "net_path",
    "nets",
    "nets_data",
    "one_package",
    "parts_data",
    "processors",
    "read_design",
    "stage_after",
    "target",
    "top_to_bottom",
    "traveller",
]
