# SPDX-License-Identifier: Apache-2.0
"""Does a chosen net light up in the report, in 3-D, in plan and in the address, and go out again?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from packfab.geometry import Build, network
from packfab.io import Look, glb_bytes, staged
from packfab.report.net_content import Connectivity, RuleChart, RuleRow
from packfab.report.net_data import net_data, net_rows
from packfab.report.page import Headline, Page
from packfab.study import nets
from packfab.web import viewer_bundle, write_page

from .test_viewer_browser import CHROMIUM, Chromium

pytestmark = pytest.mark.browser

METAL = {"copper", "SAC305", "gold"}


@pytest.fixture(scope="module")
def report(page: Page, package: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hand-made package with its nets; vias that stand on ball pads lead to balls."""
    viewer_bundle()
    known = nets(package, metal=network(package, lambda solid: solid.material in METAL))
    rows = net_rows(known)
    rules = tuple(
        RuleRow(f"rule.{i}", "a text", "not met" if i == 1 else "met", "error", "at least 20 µm", f"{10 * i} µm",
                0.5 * i, "U1", "guess: a reason")
        for i in range(1, 5)
    )  # fmt: skip
    made = replace(
        page,
        glb=glb_bytes(staged([(6, package)]), looks={name: Look("#808080") for name in METAL}),
        connectivity=Connectivity((Headline("nets", str(len(rows))),), (), rows, None, net_data(known, rows)),
        rules=RuleChart((), rules),
    )
    return write_page(made, tmp_path_factory.mktemp("nets") / "report.html")


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: the report was not opened in a browser")
    browser = Chromium(tmp_path_factory.mktemp("profile"))
    yield browser
    browser.close()


@pytest.fixture
def tab(chromium: Chromium, report: Path) -> Chromium:
    chromium.faults.clear()
    chromium.requests.clear()
    chromium.call("Page.navigate", url="about:blank")
    chromium.open(report)
    return chromium


def linked(chromium: Chromium, report: Path, name: str) -> None:
    """Open the report by the address of a net."""
    chromium.call("Page.navigate", url="about:blank")
    chromium.call("Page.navigate", url=f"{report.as_uri()}#net={name}")
    chromium.wait("document.readyState === 'complete' && window.packfab !== undefined")


def test_a_net_of_the_list_lights_up_everywhere(tab: Chromium) -> None:
    tab.ask("document.querySelector('[data-net=\"IO7\"] button').click()")
    tab.frame()

    assert tab.ask("[packfab.state().net, packfab.state().netBodies]") == ["IO7", 5]
    assert tab.ask("document.querySelectorAll('.nets-plan .nets-hit').length") == 5
    assert tab.ask("document.querySelectorAll('.nets-side .nets-hit').length") == 5
    assert tab.ask("[...document.querySelectorAll('.nets-bodies tbody tr')].map(r => r.cells[0].textContent)") == [
        "bump 8", "bump pad 8", "via 8", "ball pad 22", "ball 22",
    ]  # fmt: skip
    assert tab.ask("location.hash") == "#net=IO7"
    assert tab.faults == []


def test_a_net_is_found_by_the_address(chromium: Chromium, report: Path) -> None:
    chromium.faults.clear()
    linked(chromium, report, "VSS")

    assert chromium.ask("[packfab.state().net, packfab.state().netBodies]") == ["VSS", 40]
    assert chromium.ask("document.querySelector('.pv-net input').value") == "VSS"
    assert chromium.faults == []


def test_escape_puts_the_net_out(tab: Chromium) -> None:
    tab.ask("packfabNets.choose('IO7')")

    tab.key("Escape")
    tab.frame()

    assert tab.ask("[packfab.state().net, packfab.state().netBodies, location.hash]") == [None, 0, ""]
    assert tab.ask("document.querySelector('.nets-plan')") is None


def test_the_box_beside_the_view_chooses_a_net(tab: Chromium) -> None:
    tab.ask("const i = document.querySelector('.pv-net input'); i.value = 'VDD'; i.dispatchEvent(new Event('input'))")

    assert tab.ask("packfabNets.chosen()") == "VDD"
    assert tab.ask("packfab.state().netBodies") == 1


def test_a_net_is_shown_at_the_end_of_the_process(tab: Chromium) -> None:
    tab.ask("packfab.setStep(2)")

    tab.ask("packfabNets.choose('IO7')")

    assert tab.ask("packfab.state().step") == 6


def test_the_search_narrows_the_list(tab: Chromium) -> None:
    search = "const s = document.querySelector('.nets-find input'); s.value = 'io1';"
    tab.ask(f"{search} s.dispatchEvent(new Event('input'))")

    names = tab.ask("[...document.querySelectorAll('.nets-rows tbody tr')].map(r => r.dataset.net)")

    assert names == ["IO1", "IO11", "IO12", "IO13", "IO14", "IO16", "IO17", "IO18", "IO19"]


def test_the_rest_is_dimmed_while_a_net_is_shown(tab: Chromium) -> None:
    tab.ask("document.getElementById('packfab-viewer').scrollIntoView()")
    before = tab.picture()
    tab.ask("packfabNets.choose('IO7')")
    tab.frame()
    during = tab.picture()
    tab.ask("packfabNets.choose(null)")
    tab.frame()

    assert during != before
    assert tab.ask("packfab.visibleCount()") == 11
    assert tab.faults == []


def test_rules_that_are_not_met_are_shown_first(tab: Chromium) -> None:
    shown = "[...document.querySelectorAll('.rules tbody tr')].filter(r => !r.hidden).length"

    assert tab.ask(shown) == 1
    tab.ask("document.querySelector('[data-rules=\"\"]').click()")
    assert tab.ask(shown) == 4


def test_nothing_is_fetched(tab: Chromium, report: Path) -> None:
    tab.ask("packfabNets.choose('IO7')")

    assert {url for url in tab.requests if not url.startswith(("data:", "blob:", "about:"))} == {report.as_uri()}
