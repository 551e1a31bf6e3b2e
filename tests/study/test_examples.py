# SPDX-License-Identifier: Apache-2.0
"""Are designs found below a folder, and nothing else, each once and under a name that tells them apart?"""

from __future__ import annotations

from pathlib import Path

import pytest

from packfab.errors import BadInput
from packfab.study import design_files, examples_folder

OWN = Path(__file__).resolve().parents[2] / "examples"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two designs and files that only look alike; it is the current one."""
    texts = {
        "b/two.yaml": "# a comment\npackfab: 1\n",
        "a/one.yml": "name: first\npackfab : 1\n",
        "a/materials.yaml": "materials: {}\nof: {packfab: 1}\n  # packfab: 1\n",
        "a/table.csv": "packfab: 1\n",
        ".hidden/three.yaml": "packfab: 1\n",
    }
    for name, text in texts.items():
        path = tmp_path / "designs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return Path("designs")


def test_designs_below_a_folder_are_named_by_their_paths(folder: Path) -> None:
    found = design_files([folder])

    assert [one.name for one in found] == ["a/one.yml", "b/two.yaml"]
    assert [one.path for one in found] == [folder / "a/one.yml", folder / "b/two.yaml"]


def test_a_file_that_is_named_is_taken_as_it_is(folder: Path) -> None:
    found = design_files([folder / "a/materials.yaml"])

    assert [one.name for one in found] == ["materials.yaml"]


def test_what_is_named_twice_is_found_once(folder: Path) -> None:
    found = design_files([folder / "b", folder, folder.resolve() / "b/two.yaml"])

    assert [one.name for one in found] == ["a/one.yml", "b/two.yaml"]


def test_names_of_many_folders_tell_designs_apart(folder: Path) -> None:
    found = design_files([folder / "b/two.yaml", folder / "a"])

    assert [one.name for one in found] == ["a/one.yml", "b/two.yaml"]


def test_all_places_that_hold_no_design_are_told_at_once(folder: Path) -> None:
    Path("empty").mkdir()

    with pytest.raises(BadInput) as refused:
        design_files(["empty", "missing.yaml", folder])

    assert [(fault.where, fault.what) for fault in refused.value.faults] == [
        ("empty", "there are no designs in this folder"), ("missing.yaml", "no such file")]  # fmt: skip


def test_examples_of_the_current_folder_come_first(folder: Path) -> None:
    folder.rename("examples")

    assert examples_folder() == Path("examples")


def test_without_designs_here_the_examples_of_packfab_are_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "examples").mkdir()
    monkeypatch.chdir(tmp_path)

    assert examples_folder() == OWN
