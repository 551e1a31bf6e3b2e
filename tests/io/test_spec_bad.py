# SPDX-License-Identifier: Apache-2.0
"""Does every kind of bad input get a clear message: what, where, measured against allowed, what to do?"""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from packfab.errors import BadInput, PackfabError
from packfab.io import read_spec

GOOD = """\
packfab: 1
name: demo           # line 2
system: "000"
dies:
  logic:
    size: [4 mm, 4 mm]
    thickness: 250 um
    pads:
      bumps: {table: bumps.csv, columns: {name: pin, x: x, y: y, net: net}, origin: lower-left, diameter: 240 um}
      wires: {grid: {columns: 2, rows: 8, pitch: [3.8 mm, 400 um]}, size: [60 um, 70 um]}
  memory:
    size: [2 mm, 2 mm]
    thickness: 100 um
    pads:
      bumps: {list: [{name: a, x: -400 um, y: 0}, {name: b, x: 400 um, y: 0}], diameter: 100 um}
chips:
  - {name: U1, die: logic, attach: face-up, wires: {pads: wires, loop_height: 90 um}}
  - name: U2
    die: memory
    on: U1
    attach: flip-chip
    bumps: {kind: solder-sphere, diameter: 110 um}
    landing: {diameter: 100 um}
carrier:
  kind: substrate
  size: [7 mm, 7 mm]
  layers:
    - {name: top-mask, kind: mask, material: solder_mask, thickness: 20 um}
    - {name: core, kind: dielectric, material: bt_hl832nx, thickness: 200 um}
passives:
  - {name: C1, size: 0201, at: [3 mm, 3 mm], nets: [VDD, GND]}
mold: {cover: 100 um, pressure: 10 mmHg, temperature: 175 degC}
balls:
  pads: {grid: {columns: 8, rows: 8, pitch: 800 um}}
  diameter: 350 um
  land: {diameter: 300 um}
strip: {columns: 10, rows: 4}
"""
TABLE = "pin,x,y,net\nA1,500,500,VDD\nA2,1000,500,GND\nA3,1500,500,clk\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "bumps.csv").write_text(TABLE, encoding="utf-8")
    return tmp_path


def message(folder: Path, old: str, new: str) -> str:
    """What is said when one thing in the good spec is replaced."""
    assert old in GOOD
    return message_of(folder, GOOD.replace(old, new, 1))


def message_of(folder: Path, text: str | bytes) -> str:
    path = folder / "demo.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(BadInput) as caught:
        read_spec(path)
    assert caught.value.exit_code == 2
    return str(caught.value)


def test_the_good_spec_is_good(folder: Path) -> None:
    (folder / "demo.yaml").write_text(GOOD, encoding="utf-8")

    assert read_spec(folder / "demo.yaml").chip("U2").on == "U1"


CASES = [
    ("thickness: 250 um", "thickness: 250 foo",
     "demo.yaml:7 dies.logic.thickness: '250 foo': unknown unit 'foo' for a length (known: nm, um, mm, cm, m, "
     "inch, mil)"),
    ("thickness: 250 um", "thickness: 250",
     "demo.yaml:7 dies.logic.thickness: '250' has no unit; write the length like '80 um' (known: nm, um, mm, cm, m, "
     "inch, mil)"),
    ("thickness: 250 um", "thickness: .nan um",
     "demo.yaml:7 dies.logic.thickness: '.nan um' is not a length; write a number with a decimal point, like '80 um'"),
    ("thickness: 250 um", "thickness: inf um",
     "demo.yaml:7 dies.logic.thickness: 'inf um' is not finite; write a length like '80 um'"),
    ("thickness: 250 um", "thickness: 0 um",
     "demo.yaml:7 dies.logic.thickness: the value is too small (measured 0 um, allowed above 0); correct the value"),
    ("size: [4 mm, 4 mm]", "size: [4 mm, -4 mm]",
     "demo.yaml:6 dies.logic.size[1]: the value is too small (measured -4 mm, allowed above 0); correct the value"),
    ("size: [4 mm, 4 mm]", "size: 4 mm",
     "demo.yaml:6 dies.logic.size: expected a list (measured 4 mm); write it like [a, b], or with '- ' lines"),
    ("attach: flip-chip", "attach: flipchip",
     "demo.yaml:21 chips.U2.attach: unknown attach 'flipchip' (allowed flip-chip, face-up, pins, backside); "
     "did you mean 'flip-chip'?"),
    ("    on: U1\n", "    onn: U1\n",
     "demo.yaml:20 chips.U2.onn: unknown key 'onn' (allowed name, die, on, attach, pads, at, rotation, bumps, landing, "
     "standoff); did you mean 'on'?"),
    ("    landing: {diameter: 100 um}\n", "",
     "demo.yaml:18 chips.U2: 'landing' is missing; add 'landing: ...' (the pads on which the bumps land)"),
    ("kind: substrate\n", "kind: interposer\n",
     "demo.yaml:25 carrier.kind: unknown kind 'interposer' (allowed substrate, tape, lead-frame, panel, metal); "
     "use one of them"),
    ("cover: 100 um, ", "",
     "demo.yaml:32 mold: the mold needs 'cover' or 'cap_height'; give one, like 'cover: 100 um'"),
    ("cover: 100 um", "cover: 0 um",
     "demo.yaml:32 mold.cover: the value is too small (measured 0 um, allowed above 0); correct the value"),
    ("mold: {", "mold: {filler_top_cut: 0 um, ",
     "demo.yaml:32 mold.filler_top_cut: the value is too small (measured 0 um, allowed above 0); correct the value"),
    ("temperature: 175 degC", "temperature: -300 degC",
     "demo.yaml:32 mold.temperature: '-300 degC' is below absolute zero; give a temperature above -273.15 degC"),
    ("temperature: 175 degC", "temperature: 20 degC",
     "demo.yaml:32 mold.temperature: no epoxy compound is molded at this temperature (measured 20 degC, allowed "
     "80 degC to 300 degC); 175 degC is usual"),
    ("pressure: 10 mmHg", "pressure: 2 atm",
     "demo.yaml:32 mold.pressure: the cavity cannot be above atmospheric pressure before it fills (measured "
     "202.65 kPa, "
     "allowed up to 101.325 kPa (760 mmHg)); give the pressure of the evacuated cavity, like '10 mmHg'; the "
     "compound has "
     "'packing_pressure'"),
    ("size: 0201", "size: 0202",
     "demo.yaml:31 passives.C1.size: unknown size code '0202'; use one of 01005, 0201, 0402, 0603, 0805, 1206, "
     "or three "
     "lengths like [1 mm, 0.5 mm, 0.5 mm]"),
    ("at: [3 mm, 3 mm]", "at: [2 mm, 0 mm]",
     "demo.yaml:31 passives.C1.at: passive 'C1' collides with 'U1' (measured at 2 mm, 0 um); move one of them"),
    ("at: [3 mm, 3 mm]", "at: [3.4 mm, 3 mm]",
     "demo.yaml:31 passives.C1.at: passive 'C1' sticks out over the carrier (measured at 3.4 mm, 3 mm, allowed 7 "
     "mm x 7 "
     "mm); move it, or widen the carrier"),
    ("die: memory", "die: memorry",
     "demo.yaml:19 chips.U2.die: no die 'memorry' (allowed logic, memory); did you mean 'memory'?"),
    ("on: U1", "on: U3",
     "demo.yaml:20 chips.U2.on: no chip 'U3' to sit on (allowed carrier, U1); did you mean 'U1'?"),
    ("on: U1", "on: U2", "demo.yaml:20 chips.U2.on: a chip cannot sit on itself; name 'carrier' or another chip"),
    ("attach: face-up, ", "attach: face-up, on: U2, ",
     "demo.yaml:17 chips.U1.on: 'U2' is assembled after 'U1', which sits on it; list 'U2' first: chips go from "
     "bottom to "
     "top"),
    ("name: U2", "name: U1",
     "demo.yaml:18 chips.U1: the name 'U1' is used 2 times; rename all but one"),
    ("name: U2", "name: U/2",
     "demo.yaml:18 chips.U/2.name: the name 'U/2' has characters that names cannot have (allowed letters, digits and "
     "_ - . +, not beginning with a sign); rename it"),
    ("size: [7 mm, 7 mm]", "size: [3 mm, 7 mm]",
     "demo.yaml:17 chips.U1: chip 'U1' sticks out over the carrier (measured 4 mm x 4 mm at 0 um, 0 um, allowed "
     "3 mm x 7 "
     "mm); move or turn the chip, or widen the carrier"),
    ("material: solder_mask", "material: soldermask",
     "demo.yaml:28 carrier.layers.top-mask.material: no material 'soldermask' in the library; did you mean "
     "'solder_mask'?"),
    ("pads: wires", "pads: wire",
     "demo.yaml:17 chips.U1.wires.pads: die 'logic' has no pad map 'wire' (allowed bumps, wires); did you mean "
     "'wires'?"),
    ("loop_height: 90 um", "loop_height: 20 um",
     "demo.yaml:17 chips.U1.wires.loop_height: the loop is lower than the wire is thick (measured 20 um, allowed above "
     "25 um); raise the loop; 100 um to 200 um is usual"),
    ("diameter: 110 um", "diameter: 800 um",
     "demo.yaml:22 chips.U2.bumps.diameter: neighbours touch: bumps.diameter is not below the smallest pitch of "
     "the pads "
     "(measured 800 um, allowed below 800 um); make it smaller, or check the unit of the pad map"),
    ("    bumps: {kind: solder-sphere, diameter: 110 um}\n", "",
     "demo.yaml:18 chips.U2: 'bumps' is missing; add 'bumps: ...' (the bumps)"),
    ("x: 400 um, y: 0", "x: -390 um, y: 0",
     "demo.yaml:15 dies.memory.pads.bumps.b: pads 'a' and 'b' overlap"),
    ("x: 400 um, y: 0", "x: 980 um, y: 0",
     "pad 'b' lies off the die (measured 100 um x 100 um at 980 um, 0 um from the centre, allowed 2 mm x 2 mm); check "
     "unit, origin and view of the pads, and the size of the die"),
    ("{name: b, x", "{name: a, x", "the pad name 'a' is there twice; rename one of them"),
    ("pitch: 800 um", "pitch: 960 um", "demo.yaml:34 balls.pads.A1: pad 'A1' lies off the carrier"),
    ("diameter: 350 um", "diameter: 900 um",
     "demo.yaml:35 balls.diameter: neighbouring balls touch (measured 900 um, allowed below the pitch of 800 um); use "
     "smaller balls or a wider pitch"),
    ("columns: 10, rows: 4", "columns: 1000, rows: 1000",
     "demo.yaml:37 strip: too many sites on the strip (measured 1000 x 1000, allowed 10000); use fewer columns "
     "or rows"),
    ("columns: 10, rows: 4", "columns: ten, rows: 4",
     "demo.yaml:37 strip.columns: expected a whole number (measured ten); write it without unit and decimal point"),
    ("columns: 10, rows: 4", "columns: 10, rows: 4, pitch: [7 mm, 8 mm]",
     "demo.yaml:37 strip.pitch: neighbouring sites overlap in x (measured 7 mm, allowed at least 7.25 mm, package and "
     "kerf); widen the pitch, or take it away"),
    ('system: "000"', "system: molded-flip-chp",
     "demo.yaml:3 system: unknown package system 'molded-flip-chp' (allowed molded-flip-chip (000), exposed-sink "
     "(001), back-to-back (002), "
     "panel-fan-out (003), metal-substrate (004)); did you mean 'molded-flip-chip'?"),
    ("packfab: 1\n", "packfab: 2\n",
     "demo.yaml:1 packfab: the value is too large (measured 2, allowed at most 1); correct the value"),
    ("table: bumps.csv", "table: bump.csv",
     "demo.yaml:9 dies.logic.pads.bumps.table: no file 'bump.csv' next to the spec; check its name and folder"),
    ("table: bumps.csv", "table: ../bumps.csv",
     "demo.yaml:9 dies.logic.pads.bumps.table: '../bumps.csv' lies outside the folder of the spec; put the file "
     "next to "
     "the spec and name it by itself"),
    ("table: bumps.csv", "table: /etc/passwd",
     "demo.yaml:9 dies.logic.pads.bumps.table: '/etc/passwd' lies outside the folder of the spec; put the file next to "
     "the spec and name it by itself"),
    ("x: x,", "x: x_um,",
     "bumps.csv:1 dies.logic.pads.bumps: no column 'x_um' (measured columns 'pin', 'x', 'y', 'net'); name the columns "
     "under 'columns', and the line of the names as 'header'"),
    ("table: bumps.csv", "tabel: bumps.csv",
     "demo.yaml:9 dies.logic.pads.bumps: a pad map is given in one way (measured none, allowed one of 'table', 'grid', "
     "'list'); write 'table: FILE.csv', 'grid: {...}' or 'list: [...]'"),
    ("grid: {columns: 8, rows: 8, pitch: 800 um}", "grid: {columns: 2000, rows: 2000, pitch: 800 um}",
     "demo.yaml:34 balls.pads: the grid has too many pads (measured 4000000, allowed 200000); use fewer columns "
     "or rows"),
    ("name: demo ", "name: demo\nname: again ",
     "demo.yaml:3 name: the key 'name' is there twice, first on line 2; keep one of the two"),
    ("name: demo ", "name: !!python/object/apply:os.system [ls] ",
     "demo.yaml:2 name: the tag 'tag:yaml.org,2002:python/object/apply:os.system' is not read; take the tag away"),
    ("mold: {", "mold: [",
     "demo.yaml:32: this is not YAML: expected ',' or ']', but got '}'; check indentation, colons, quotes and "
     "brackets"),
    ("name: demo ", "<<: *base\nname: demo ",
     "demo.yaml:2: the alias '*base' has no anchor; define it above"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "said"), CASES, ids=[f"{old[:24]} -> {new[:24]}" for old, new, _ in CASES])
def test_bad_input_is_told(folder: Path, old: str, new: str, said: str) -> None:
    assert said in message(folder, old, new)


def test_all_faults_come_at_once(folder: Path) -> None:
    text = (
        GOOD.replace("thickness: 250 um", "thickness: 250 foo")
        .replace("x: 400 um, y: 0", "x: -390 um, y: 0")
        .replace("material: solder_mask", "material: soldermask")
        .replace("x: x,", "x: xx,")
        .replace("cover: 100 um", "covr: 100 um")
    )

    lines = message_of(folder, text).splitlines()

    assert [line.split(" ")[0] for line in lines] == [
        "demo.yaml:7", "demo.yaml:15", "demo.yaml:28", "demo.yaml:32", "bumps.csv:1",
    ]  # fmt: skip


def test_missing_spec_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"nowhere\.yaml: no such file; check the name and the folder"):
        read_spec(tmp_path / "nowhere.yaml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "demo.yaml:1: the file is empty"),
        (b"# nothing\n", "demo.yaml:1: the file is empty"),
        (b"- a\n- b\n", "demo.yaml:1: the file holds no keys with values"),
        (b"name: demo\nnotes: \xb5m\n", "demo.yaml:2: the file is not UTF-8 (measured byte 0xb5, allowed UTF-8)"),
        ("name: demo".encode("utf-16"), "demo.yaml: the file is UTF-16 (allowed UTF-8); save it as UTF-8"),
        (b"a: \x00", "this is not YAML"),
        (b"a: " + b"[" * 500, "demo.yaml:1: nested too deeply (measured over 24 levels); make it flatter"),
        (b"a: 1\n---\nb: 2\n", "demo.yaml:2: more than one document in the file"),
        (b"x" * 2_000_001, "demo.yaml: the file is too large (measured over 2000000 bytes, allowed 2000000 bytes)"),
    ],
    ids=["empty", "comment", "list", "latin-1", "utf-16", "nul", "deep", "documents", "large"],
)
def test_text_that_is_no_spec(folder: Path, text: bytes, said: str) -> None:
    assert said in message_of(folder, text)


def test_yaml_bomb_is_refused_at_once(folder: Path) -> None:
    rows = ["a0: &a0 [" + ",".join("x" * 9) + "]"]
    rows += [f"a{n}: &a{n} [" + ",".join([f"*a{n - 1}"] * 9) + "]" for n in range(1, 9)]
    start = time.perf_counter()

    said = message_of(folder, "\n".join(rows))

    assert "demo.yaml:6: the file holds too many values, aliases written out (measured over 100000)" in said
    assert time.perf_counter() - start < 5


def test_links_out_of_the_folder_are_not_followed(folder: Path) -> None:
    outside = folder / "outside"
    outside.mkdir()
    (outside / "bumps.csv").write_text(TABLE, encoding="utf-8")
    inner = folder / "inner"
    inner.mkdir()
    (inner / "bumps.csv").symlink_to(outside / "bumps.csv")

    assert "'bumps.csv' lies outside the folder of the spec" in message_of(inner, GOOD)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("A2,nan,500,GND", "bumps.csv:3 dies.logic.pads.bumps: 'nan' in column 'x' is not finite (allowed a "
        "number in um"),
        ("A2,1e400,500,GND", "bumps.csv:3 dies.logic.pads.bumps: '1e400' in column 'x' is not finite"),
        ("A2,abc,500,GND", "bumps.csv:3 dies.logic.pads.bumps: 'abc' in column 'x' is not a number (allowed a "
        "number in um"),
        ("A2,1000", "bumps.csv:3 dies.logic.pads.bumps: column 'y' is empty here (allowed a number in um"),
        (",1000,500,GND", "bumps.csv:3 dies.logic.pads.bumps: a pad without a name; name it or delete the row"),
        ("A1,1000,500,GND", "bumps.csv:3 dies.logic.pads.bumps.A1: the pad name 'A1' is there twice; rename one "
        "of them"),
        ("A2,600,500,GND", "bumps.csv:3 dies.logic.pads.bumps.A2: pads 'A1' and 'A2' overlap (measured centres "
        "100 um apart"),
        ("A2,500,500,GND", "bumps.csv:3 dies.logic.pads.bumps.A2: pads 'A1' and 'A2' overlap (measured centres 0 "
        "um apart"),
        ("A2,3900,500,GND", "bumps.csv:3 dies.logic.pads.bumps.A2: pad 'A2' lies off the die (measured 240 um x "
        "240 um at "
         "1.9 mm, -1.5 mm from the centre, allowed 4 mm x 4 mm); check unit, origin and view of the pads"),
    ],
)  # fmt: skip
def test_bad_table_cell_is_told_with_its_line(folder: Path, row: str, said: str) -> None:
    (folder / "bumps.csv").write_text(TABLE.replace("A2,1000,500,GND", row), encoding="utf-8")

    assert said in message_of(folder, GOOD)


def test_table_in_another_encoding_is_told(folder: Path) -> None:
    (folder / "bumps.csv").write_bytes(TABLE.replace("clk", "µ").encode("latin-1"))

    assert "bumps.csv:4 dies.logic.pads.bumps: the file is not UTF-8" in message_of(folder, GOOD)


def test_empty_table_is_told(folder: Path) -> None:
    (folder / "bumps.csv").write_text("pin,x,y,net\n", encoding="utf-8")

    assert "bumps.csv dies.logic.pads.bumps: the table has no rows below its column names" in message_of(folder, GOOD)


def outcome(path: Path) -> str:
    """The name of the package, or what is said against it; any other error goes through."""
    try:
        return read_spec(path).name
    except PackfabError as error:
        return str(error)


def mutated(text: str, seed: int) -> bytes:
    """The text with a few random edits, some of them cruel."""
    chance = random.Random(seed)
    words = [
        "nan",
        "-1 um",
        "1e999 um",
        "null",
        "[]",
        "{}",
        "[[1]]",
        "*a",
        "&a",
        "!!x",
        "\t",
        "\x00",
        "'",
        '"',
        ": ",
        "- ",
    ]
    words += ["0", "", "x" * 300, "\u2028", "µ", "true", "#", "|", ">", "%", "@", "9" * 400, "U1", "carrier", "..", "/"]
    for _ in range(chance.randint(1, 6)):
        lines = text.split("\n")
        index = chance.randrange(len(lines))
        kind = chance.randrange(5)
        if kind == 0:
            del lines[index]
        elif kind == 1:
            lines.insert(index, lines[chance.randrange(len(lines))])
        elif kind == 2:
            lines[index] = lines[index].replace(*chance.sample(["um", "mm", "{", "}", ":", ",", " ", "a", "1"], 2))
        else:
            parts = lines[index].split(" ")
            parts[chance.randrange(len(parts))] = chance.choice(words)
            lines[index] = " ".join(parts)
        text = "\n".join(lines)
    return text.encode("utf-8", "surrogatepass")


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_no_mutation_of_a_spec_raises_anything_else(folder: Path, seed: int) -> None:
    path = folder / "mutant.yaml"
    path.write_bytes(mutated(GOOD, seed))

    assert outcome(path)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.binary(max_size=400))
def test_no_table_raises_anything_else(folder: Path, raw: bytes) -> None:
    (folder / "bumps.csv").write_bytes(b"pin,x,y,net\n" + raw)
    path = folder / "demo.yaml"
    path.write_text(GOOD, encoding="utf-8")

    assert outcome(path)
