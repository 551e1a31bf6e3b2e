# SPDX-License-Identifier: Apache-2.0
"""What may a spec file hold, as a JSON Schema that editors and other programs understand?"""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from packfab.design import Package
from packfab.io.spec_pads import PadGrid, PadList, PadTable
from packfab.io.spec_rows import DeviationTable, NetTable, RouteTable, TraceTable
from packfab.units import format_quantity

_REFERENCE = "#/$defs/{model}"
#: Lists in place of which a table may stand: model, key, and the table.
_TABLES = (
    ("FanOut", "routes", RouteTable),
    ("ThinFilm", "routes", RouteTable),
    ("WiringLayer", "nets", NetTable),
    ("Circuit", "traces", TraceTable),
    ("Panel", "deviations", DeviationTable),
)
_EXAMPLE: dict[str, Any] = {
    "packfab": 1,
    "name": "demo",
    "dies": {
        "logic": {
            "size": ["4 mm", "4 mm"],
            "thickness": "250 um",
            "pads": {"bumps": {"grid": {"columns": 6, "rows": 6, "pitch": "500 um"}, "diameter": "240 um"}},
        }
    },
    "chips": [
        {
            "name": "U1",
            "die": "logic",
            "attach": "flip-chip",
            "bumps": {"kind": "solder-sphere", "diameter": "250 um"},
            "landing": {"diameter": "240 um"},
        }
    ],
    "carrier": {
        "kind": "substrate",
        "size": ["7 mm", "7 mm"],
        "layers": [{"name": "core", "kind": "dielectric", "material": "bt_hl832nx", "thickness": "200 um"}],
    },
    "mold": {"cover": "150 um"},
}


def spec_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a spec file, with a description of every field and a small example."""
    schema = Package.model_json_schema(ref_template=_REFERENCE)
    sources = TypeAdapter(PadTable | PadGrid | PadList).json_schema(ref_template=_REFERENCE)
    rows = TypeAdapter(RouteTable | DeviationTable | NetTable | TraceTable).json_schema(ref_template=_REFERENCE)
    definitions = {**schema.pop("$defs"), **sources.pop("$defs"), **rows.pop("$defs")}
    definitions["PadMap"] = {
        **sources,
        "title": "PadMap",
        "description": "pads: from a table in the folder of the spec, on a grid, or as a list",
    }
    del definitions["Pad"]
    one, many = definitions["FanOut"]["properties"]["protective"]["anyOf"]
    one.update(many["items"])
    del one["type"]
    for model, key, table in _TABLES:
        _also_table(definitions[model]["properties"][key], _REFERENCE.format(model=table.__name__))
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "packfab package",
        "description": "The design of one chip package. Quantities are text with a unit, like '80 um'.",
        "examples": [_EXAMPLE],
    }
    tidy = _tidy({**schema, "$defs": definitions})
    tidy["required"] = [key for key in tidy["required"] if key != "packfab"]
    return {**head, **{key: value for key, value in tidy.items() if key not in head}}


def _also_table(field: dict[str, Any], reference: str) -> None:
    """Lets a table stand where a list is expected."""
    listed = {key: field.pop(key) for key in ("type", "items", "maxItems") if key in field}
    field["anyOf"] = [listed, {"$ref": reference}]


def _tidy(node: Any) -> Any:
    """The same schema with defaults written as a file writes them, and without titles that repeat a key."""
    if isinstance(node, list):
        return [_tidy(item) for item in node]
    if not isinstance(node, dict):
        return node
    result = {key: _tidy(value) for key, value in node.items() if not (key == "title" and isinstance(value, str))}
    if isinstance(result.get("default"), dict):
        del result["default"]
    quantity = _quantity(node)
    if quantity is not None and "default" in node and node["default"] is not None:
        result["default"] = _text(node["default"], quantity)
    return result


def _text(value: Any, quantity: str) -> Any:
    if isinstance(value, list):
        return [_text(item, quantity) for item in value]
    if value == 0 or isinstance(value, str):
        return value
    return format_quantity(value * 1e-9 if quantity == "length" else value, quantity, digits=9)


def _quantity(node: Any) -> str | None:
    """The quantity that a field holds, found in its own schema or in that of its alternatives or items."""
    if "x-quantity" in node:
        return str(node["x-quantity"])
    for held in (*node.get("anyOf", ()), *node.get("prefixItems", ())):
        found = _quantity(held)
        if found is not None:
            return found
    return None
