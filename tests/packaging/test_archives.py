# SPDX-License-Identifier: Apache-2.0
"""Do the archives of packfab contain what a user needs, the viewer above all, and no node modules?"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.packaging


def build(source: Path, target: Path, *kinds: str) -> Path:
    """Build archives with what is installed here, and give the folder they lie in."""
    command = [sys.executable, "-m", "build", "--no-isolation", *kinds, "--outdir", str(target), str(source)]
    subprocess.run(command, check=True, capture_output=True, text=True)
    return target


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return next(build(ROOT, tmp_path_factory.mktemp("sdist"), "--sdist").glob("*.tar.gz"))


@pytest.fixture(scope="module")
def wheel(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel made from the sdist, with no node to be found."""
    folder = tmp_path_factory.mktemp("wheel")
    # Early releases of Python 3.11 know no filters; later ones warn without.
    shutil.unpack_archive(sdist, folder, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))
    source = next(path for path in folder.iterdir() if path.is_dir())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", str(folder))
        return next(build(source, folder, "--wheel").glob("*.whl"))


def test_the_source_archive_contains_the_bundle_and_its_sources(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}

    assert {"src/packfab/web/static/viewer.js", "src/packfab/web/viewer/package.json", "LICENSE"} <= names
    assert not any("node_modules" in name for name in names)


def test_the_wheel_contains_the_bundle_but_not_its_sources(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())

    assert {"packfab/web/static/viewer.js", "packfab/py.typed", "packfab/study/gallery/003/figures.yaml"} <= names
    assert not any(name.startswith("packfab/web/viewer/") for name in names)


def test_the_wheel_contains_the_examples_and_nothing_else_of_their_folders(wheel: Path) -> None:
    wanted = {
        path.relative_to(ROOT) for path in (ROOT / "examples").rglob("*") if path.suffix in (".yaml", ".csv", ".md")
    }

    held = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("packfab/examples/")}

    assert held == {f"packfab/{path.as_posix()}" for path in wanted}


def test_the_wheel_finds_its_own_examples(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "installed")}

    command = [sys.executable, "-c", "from packfab.study import examples_folder; print(examples_folder())"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True, text=True)

    assert Path(done.stdout.strip()) == tmp_path / "installed" / "packfab" / "examples"


def test_the_wheel_runs_without_the_repository(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}

    command = [sys.executable, "-c", "import packfab; print(packfab.__file__)"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True, text=True)

    assert Path(done.stdout.strip()).is_relative_to(tmp_path)
