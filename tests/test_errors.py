# SPDX-License-Identifier: Apache-2.0
"""Does an error say what, where, measured against allowed, and what to do?"""

import pickle

import pytest

from packfab.errors import BadInput, Fault, PackfabError, raise_if

THIN = Fault("the die is too thin", "p.yaml:12 dies.U1.thickness", "30 um", "50 um or more", "make it thicker")


def test_a_fault_is_one_line_with_all_its_parts() -> None:
    assert THIN.line == (
        "p.yaml:12 dies.U1.thickness: the die is too thin (measured 30 um, allowed 50 um or more); make it thicker"
    )


@pytest.mark.parametrize(
    ("fault", "line"),
    [
        (Fault("no chip"), "no chip"),
        (Fault("no chip", "p.yaml"), "p.yaml: no chip"),
        (Fault("no chip", measured="0"), "no chip (measured 0)"),
        (Fault("no chip", allowed="1"), "no chip (allowed 1)"),
        (Fault("no chip", fix="add one"), "no chip; add one"),
        (Fault("no\nchip", measured="a\r\nb"), "no chip (measured a b)"),
        (Fault("no chip", measured="\x1b[31mü\x00"), r"no chip (measured \x1b[31mü\x00)"),
    ],
)
def test_a_missing_part_leaves_no_trace(fault: Fault, line: str) -> None:
    assert fault.line == line


def test_all_faults_come_at_once_one_line_each() -> None:
    error = BadInput([THIN, Fault("no chip")])

    assert str(error).splitlines() == [THIN.line, "no chip"]


def test_bad_input_ends_with_exit_code_2() -> None:
    assert issubclass(BadInput, PackfabError)
    assert BadInput([THIN]).exit_code == 2


def test_bad_input_survives_pickling() -> None:
    copy = pickle.loads(pickle.dumps(BadInput([THIN])))

    assert copy.faults == (THIN,)


def test_raise_if_raises_only_when_there_is_a_fault() -> None:
    raise_if(fault for fault in ())

    with pytest.raises(BadInput, match="no chip"):
        raise_if(fault for fault in [Fault("no chip")])
