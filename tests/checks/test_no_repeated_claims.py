# SPDX-License-Identifier: Apache-2.0
"""Does every claim stand once: is no code, no text and no title of one copied into another?

Code is compared as runs of tokens with all names and constants made alike, so that a copy whose names or words were
changed is one still. What is asked in the same way of different things belongs into one function.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from packfab.checks import DOCUMENTS
from packfab.checks.claims_004 import TABLES_004

CHECKS = Path(__file__).resolve().parents[2] / "src" / "packfab" / "checks"
OF_CLAIMS = ("claims_", "fan_out", "metal_film")
MOST = 40
"""Kinds of syntax in a row that two functions may share, names, texts and numbers left out. A call of `judged` with
five arguments has some 25 of them, a usual predicate 60 to 120: two may begin or end alike, but not be alike."""
WORDS = 6
"""Words from which on a text is a claim's own."""


@dataclass(frozen=True)
class Body:
    """A function: where it is, and its syntax as a row of words without names and constants."""

    name: str
    row: tuple[str, ...]


def kinds(node: ast.AST) -> Iterator[str]:
    """What kinds of syntax a node is made of, from the outside in."""
    if not isinstance(node, ast.expr_context):
        yield type(node).__name__
    for part in ast.iter_child_nodes(node):
        yield from kinds(part)


def functions(text: str, where: str) -> Iterator[Body]:
    """The functions in a source text, methods included, each without its docstring and what it is called."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            lines = node.body[1:] if ast.get_docstring(node) is not None else node.body
            yield Body(f"{where}:{node.name}", tuple(kind for line in lines for kind in kinds(line)))


def repeats(bodies: list[Body], most: int = MOST) -> list[tuple[str, str]]:
    """Pairs of functions that share a run of more than `most` words."""
    seen: dict[tuple[str, ...], str] = {}
    found: dict[tuple[str, str], None] = {}
    for body in bodies:
        runs = {body.row[i : i + most + 1] for i in range(len(body.row) - most)}
        for run in runs:
            if run in seen:
                found[seen[run], body.name] = None
        seen.update(dict.fromkeys(runs, body.name))
    return list(found)


def texts(text: str) -> list[str]:
    """The texts of several words in a source, formatted ones with `*` for their gaps; docstrings are none."""
    tree = ast.parse(text)
    formed = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    parts = {id(part) for one in formed for part in ast.walk(one)}
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    found = ["".join(str(p.value) if isinstance(p, ast.Constant) else "*" for p in one.values) for one in formed]
    found += [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)
              and isinstance(node.value, str) and id(node) not in parts | said]  # fmt: skip
    return [one for one in found if sum(word.isalpha() for word in one.split()) >= WORDS]


def sources(folder: Path = CHECKS) -> Mapping[str, str]:
    """The source texts of the claims and of what they ask for, by module."""
    return {
        path.stem: path.read_text(encoding="utf-8")
        for path in sorted(folder.glob("*.py"))
        if path.stem.startswith(OF_CLAIMS) or path.stem.endswith("predicates")
    }


def bodies_of(found: Mapping[str, str]) -> list[Body]:
    return [body for name, text in found.items() for body in functions(text, name)]


def said_twice(found: Mapping[str, str]) -> list[str]:
    """The texts that stand in more than one place; titles of other documents may be alike."""
    counted = Counter(
        text for name, source in found.items() if not name.startswith("claims_") for text in texts(source)
    )
    return [text for text, count in counted.items() if count > 1]


def test_no_function_of_the_claims_is_a_copy_of_another() -> None:
    bodies = bodies_of(sources())

    assert len(bodies) > 200
    assert repeats(bodies) == []


def test_no_text_of_the_claims_stands_twice() -> None:
    assert said_twice(sources()) == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_no_title_of_a_document_stands_twice(document: str) -> None:
    titles = Counter(claim.title for claim in DOCUMENTS[document].claims)

    assert [title for title, count in titles.items() if count > 1] == []


def test_a_family_is_one_row() -> None:
    rows = [row for table in TABLES_004 for row in table.rows]

    assert len({row.title for row in rows}) == len(rows)
    assert sum(cell is not None for row in rows for cell in row.cells) == 138
    assert len(rows) < 138 / 2


def test_no_row_asks_the_same_as_another_of_its_table() -> None:
    for table in TABLES_004:
        asked = [row.asks for row in table.rows]

        assert len(set(asked)) == len(asked)


def test_each_number_of_the_document_stands_in_one_cell() -> None:
    numbers = [cell[0] for table in TABLES_004 for row in table.rows for cell in row.cells if cell is not None]

    assert sorted(numbers) == list(range(1, 139))


PLANTED = '''
def clad_backs(evidence, scope):
    """A copy with other names and other words."""
    bound = evidence.limits["other"]
    poorest = min(evidence.places, key=lambda pair: pair[1].share, default=None)
    said = "something else that this claim says of the backs"
    if poorest is None:
        return (judged(said, False, 0.0, 100 * bound, "%", where="nothing", parts=["glue"]),)
    chip, place = poorest
    return (judged(said, place.share >= bound, round(100 * place.share, 4), 100 * bound, "%",
                   where=f"{chip.label}: at {chip.low / MM:.6g}, {place.glue} on {place.low / MM:.6g}",
                   parts=[chip.label, "glue"]),)
'''


def test_a_planted_copy_is_found() -> None:
    found = dict(sources())

    copied = repeats(bodies_of(found | {"claims_planted": PLANTED}))

    assert copied == [("metal_film_predicates:backs_adhered", "claims_planted:clad_backs")]


def test_a_planted_text_is_found() -> None:
    found = dict(sources())
    text = "the backside of each die is adhered to the metal substrate"

    assert said_twice(found | {"planted_predicates": f"TEXT = {text!r}"}) == [text]
