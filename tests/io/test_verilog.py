# SPDX-License-Identifier: Apache-2.0
"""Is a structural netlist read with its odd names, and everything that computes refused?"""

from __future__ import annotations

import pytest

from packfab.errors import BadInput
from packfab.io import nets_of, read_verilog, write_verilog

TEXT = b"""\
/* two dies */ (* keep *)
module top (a, input [3:0] b);
  input a; wire x, \\y[2] ;
  one U1 (.p(a), .q(x), .open());  // an open port
  two U2 (.p(\\y[2] ), .q(b[1]));
endmodule
"""


def test_instances_and_nets_are_read() -> None:
    module = read_verilog(TEXT)[0]

    assert nets_of(module) == {("U1", "p"): "a", ("U1", "q"): "x", ("U2", "p"): "y[2]", ("U2", "q"): "b[1]"}
    assert module.ports == ("a", "b")


def test_a_netlist_survives_writing() -> None:
    module = read_verilog(TEXT)[0]

    again = read_verilog(write_verilog(module).encode())[0]

    assert again == module


@pytest.mark.parametrize("line", ["assign a = b;", "always @(x) y = 1;", "one U1 (a, b);", "one U1 (.p({a, b}));"])
def test_what_computes_is_refused_with_its_line(line: str) -> None:
    with pytest.raises(BadInput, match="n:2"):
        read_verilog(f"module m ();\n{line}\nendmodule\n".encode(), name="n")
