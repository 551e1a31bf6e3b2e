# SPDX-License-Identifier: Apache-2.0
"""Does every room import only the rooms that the table of floors lets it import?

The table below becomes import-linter contracts for the rooms that exist; `.importlinter` holds the floors.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from importlinter.cli import lint_imports

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "packfab"

FLOOR_1 = {"errors", "units"}
GROUND = FLOOR_1 | {"sources", "plugins", "materials"}
BELOW_STUDY = GROUND | {
    "explore",
    "geometry",
    "mesh",
    "design",
    "routing",
    "devices",
    "process",
    "physics",
    "io",
    "checks",
    "economics",
}

MAY_IMPORT: dict[str, set[str]] = {
    "errors": set(),
    "units": {"errors"},
    "sources": {"errors"},
    "plugins": {"errors"},
    "explore": {"errors"},
    "materials": {"errors", "units", "sources", "plugins"},
    "geometry": GROUND,
    "mesh": GROUND | {"geometry"},
    "design": FLOOR_1 | {"sources", "materials", "geometry"},
    "routing": FLOOR_1 | {"sources", "materials", "geometry", "design"},
    "devices": FLOOR_1 | {"sources", "materials", "geometry", "design"},
    "physics": FLOOR_1 | {"sources", "materials", "geometry", "mesh"},
    "process": GROUND | {"geometry", "design", "routing", "devices"},
    "io": GROUND | {"geometry", "design", "mesh"},
    "checks": GROUND | {"geometry", "design", "process", "devices"},
    "economics": GROUND | {"design", "process"},
    "study": BELOW_STUDY,
    "report": FLOOR_1 | {"study", "checks", "process", "devices", "mesh", "geometry", "io"},
    "web": FLOOR_1 | {"report", "study", "io"},
    "cli": FLOOR_1 | {"report", "study", "io", "web"},
    "__main__": {"cli"},
}

# The engines that cut polygons stay behind the faces of these rooms.
POLYGON_ENGINES = ("shapely", "manifold3d")
MAY_CUT_POLYGONS = {"geometry", "io"}

# Copyleft engines may judge in a test; the package never needs them.
NEVER_NEEDED = ("klayout", "gmsh", "sksparse")


def rooms() -> list[str]:
    """Folders and files directly in the package, but for its own face."""
    folders = [path.parent.name for path in PACKAGE.glob("*/__init__.py")]
    files = [path.stem for path in PACKAGE.glob("*.py") if path.stem != "__init__"]
    return sorted(folders + files)


def contract(name: str, sources: list[str], forbidden: list[str]) -> str:
    """One import-linter contract, in the words of its configuration file."""
    lines = [
        f"[importlinter:contract:{name.replace(' ', '-')}]",
        f"name = {name}",
        "type = forbidden",
        "allow_indirect_imports = true",
        "source_modules =",
        *(f"    {module}" for module in sources),
        "forbidden_modules =",
        *(f"    {module}" for module in forbidden),
    ]
    return "\n".join(lines)


def contracts() -> list[str]:
    """A contract for each room that exists, and two for the libraries of others."""
    present = rooms()
    found = []
    for room in present:
        forbidden = [f"packfab.{other}" for other in present if other != room and other not in MAY_IMPORT[room]]
        if forbidden:
            found.append(contract(f"{room} imports only what its row allows", [f"packfab.{room}"], forbidden))
    blunt = [f"packfab.{room}" for room in present if room not in MAY_CUT_POLYGONS]
    found.append(contract("polygon engines stay in geometry and io", blunt, list(POLYGON_ENGINES)))
    found.append(contract("the core needs no copyleft library", ["packfab"], list(NEVER_NEEDED)))
    return found


def test_every_room_has_a_row_in_the_table() -> None:
    strangers = set(rooms()) - set(MAY_IMPORT)

    assert not strangers, f"rooms without a floor: {sorted(strangers)}: give each a row here and in .importlinter"


def test_rooms_import_only_what_their_row_allows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    head = "[importlinter]\nroot_package = packfab\ninclude_external_packages = true"
    configuration = tmp_path / "floors.ini"
    configuration.write_text("\n\n".join([head, *contracts()]) + "\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    status = lint_imports(config_filename=str(configuration), no_cache=True)

    assert status == 0, capsys.readouterr().out


def test_imports_run_down_the_floors(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(PACKAGE.parents[1])

    status = lint_imports(config_filename=".importlinter", no_cache=True)

    assert status == 0, capsys.readouterr().out
