# SPDX-License-Identifier: Apache-2.0
"""How does a length become whole nanometres, and any other quantity a plain SI float?

Inside, lengths are integers in nanometres and all else is a float in SI (kelvin, pascal, radian, ...).
Units live at the edge: `um(80)` in a script, `parse_length("80 um")` for text, `format_length` in a report.
Unit definitions: SI brochure, 9th ed. (2019), and NIST SP 811, app. B for inch, mil, atm, Torr and mmHg.
"""

from __future__ import annotations

import difflib
import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from numbers import Real
from typing import Any, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from packfab.errors import PackfabError

FloatOrArray = TypeVar("FloatOrArray", float, NDArray[np.float64])

#: Lengths up to this many nanometres (9 000 km) are exact as a float64 too.
LONGEST = 2**53
ZERO_CELSIUS = 273.15  # K
_LONGEST_TEXT = 80  # characters


class UnitError(PackfabError):
    """A quantity that cannot be read: no unit, an unknown unit, not a number, or not finite."""


def _float(x: Real) -> float:
    try:
        return float(x)
    except OverflowError:
        return math.inf


def _to_nm(x: Any, scale: float, name: str) -> Any:
    if isinstance(x, np.ndarray):
        try:
            values = np.rint(x.astype(np.float64) * scale)
        except (TypeError, ValueError):
            raise UnitError(f"{name}() takes numbers, not an array of {x.dtype}") from None
        if not np.all(np.abs(values) <= LONGEST):
            raise UnitError(f"{name}() takes finite lengths below 9000 km; the array holds NaN, inf or more")
        return values.astype(np.int64)
    if isinstance(x, bool) or not isinstance(x, Real):
        raise UnitError(f"{name}() takes a number, not {x!r}; for text with a unit use parse_length")
    value = _float(x) * scale
    if not abs(value) <= LONGEST:
        raise UnitError(f"{name}({x}) is no finite length below 9000 km; give a finite number")
    return round(value)


@overload
def nm(x: float) -> int: ...
@overload
def nm(x: NDArray[Any]) -> NDArray[np.int64]: ...
def nm(x: float | NDArray[Any]) -> int | NDArray[np.int64]:
    """Nanometres to whole nm, halves to even; arrays element by element.  UnitError when not finite."""
    return _to_nm(x, 1.0, "nm")  # type: ignore[no-any-return]


@overload
def um(x: float) -> int: ...
@overload
def um(x: NDArray[Any]) -> NDArray[np.int64]: ...
def um(x: float | NDArray[Any]) -> int | NDArray[np.int64]:
    """Micrometres to whole nm, halves to even; arrays element by element.  UnitError when not finite."""
    return _to_nm(x, 1e3, "um")  # type: ignore[no-any-return]


@overload
def mm(x: float) -> int: ...
@overload
def mm(x: NDArray[Any]) -> NDArray[np.int64]: ...
def mm(x: float | NDArray[Any]) -> int | NDArray[np.int64]:
    """Millimetres to whole nm, halves to even; arrays element by element.  UnitError when not finite."""
    return _to_nm(x, 1e6, "mm")  # type: ignore[no-any-return]


@overload
def inch(x: float) -> int: ...
@overload
def inch(x: NDArray[Any]) -> NDArray[np.int64]: ...
def inch(x: float | NDArray[Any]) -> int | NDArray[np.int64]:
    """Inches (25.4 mm) to whole nm, halves to even; arrays element by element.  UnitError when not finite."""
    return _to_nm(x, 25.4e6, "inch")  # type: ignore[no-any-return]


@overload
def mil(x: float) -> int: ...
@overload
def mil(x: NDArray[Any]) -> NDArray[np.int64]: ...
def mil(x: float | NDArray[Any]) -> int | NDArray[np.int64]:
    """Mils (0.001 inch) to whole nm, halves to even; arrays by element.  UnitError when not finite."""
    return _to_nm(x, 25.4e3, "mil")  # type: ignore[no-any-return]


def celsius(x: FloatOrArray) -> FloatOrArray:
    """Degrees Celsius to kelvin."""
    return x + ZERO_CELSIUS


def to_celsius(temperature: FloatOrArray) -> FloatOrArray:
    """Kelvin to degrees Celsius."""
    return temperature - ZERO_CELSIUS


def GPa(x: FloatOrArray) -> FloatOrArray:
    """Gigapascal to pascal."""
    return x * 1e9


def MPa(x: FloatOrArray) -> FloatOrArray:
    """Megapascal to pascal."""
    return x * 1e6


def kPa(x: FloatOrArray) -> FloatOrArray:
    """Kilopascal to pascal."""
    return x * 1e3


def mmHg(x: FloatOrArray) -> FloatOrArray:
    """Millimetres of mercury (conventional, 133.322387415 Pa) to pascal."""
    return x * 133.322387415


def atm(x: FloatOrArray) -> FloatOrArray:
    """Standard atmospheres to pascal."""
    return x * 101325.0


def ppm(x: FloatOrArray) -> FloatOrArray:
    """Parts per million to a plain ratio; `ppm(17)` is a CTE of 17 ppm/K in 1/K."""
    return x * 1e-6


def degrees(x: FloatOrArray) -> FloatOrArray:
    """Degrees of angle to radian."""
    return x * (math.pi / 180.0)


@dataclass(frozen=True, slots=True)
class _Dimension:
    """The units of one dimension: name -> factor to SI; a report picks from `shown`, small first."""

    units: dict[str, float]
    shown: tuple[str, ...]
    example: str
    spellings: tuple[str, ...] = ()  # units that are read but not advertised


_PRESSURES = {
    "Pa": 1.0, "hPa": 1e2, "kPa": 1e3, "MPa": 1e6, "GPa": 1e9, "mmHg": 133.322387415,
    "Torr": 101325.0 / 760.0, "mbar": 1e2, "bar": 1e5, "atm": 101325.0, "psi": 6894.757293168,
    "torr": 101325.0 / 760.0, "N/mm2": 1e6,
}  # fmt: skip
_LENGTHS = {
    "nm": 1e-9, "um": 1e-6, "mm": 1e-3, "cm": 1e-2, "m": 1.0, "inch": 25.4e-3, "mil": 25.4e-6,
    "in": 25.4e-3, "micron": 1e-6, "microns": 1e-6, "mils": 25.4e-6, "angstrom": 1e-10,
}  # fmt: skip

_DIMENSIONS: dict[str, _Dimension] = {
    "length": _Dimension(
        _LENGTHS, ("nm", "um", "mm"), "80 um", ("in", "micron", "microns", "mils", "angstrom")
    ),
    "area": _Dimension(
        {"nm2": 1e-18, "um2": 1e-12, "mm2": 1e-6, "cm2": 1e-4, "m2": 1.0}, ("um2", "mm2", "m2"), "4 mm^2"
    ),
    "volume": _Dimension(
        {"um3": 1e-18, "mm3": 1e-9, "cm3": 1e-6, "m3": 1.0, "nl": 1e-12, "ul": 1e-9, "ml": 1e-6, "l": 1e-3},
        ("mm3", "cm3"), "0.004 mm^3",
    ),
    "temperature": _Dimension(
        {"degC": 1.0, "K": 1.0, "degF": 5.0 / 9.0, "C": 1.0}, ("degC",), "175 degC", ("C",)
    ),
    "temperature difference": _Dimension({"K": 1.0, "degC": 1.0}, ("K",), "10 K"),
    "pressure": _Dimension(_PRESSURES, ("Pa", "kPa", "MPa", "GPa"), "7 MPa", ("torr", "N/mm2")),
    "modulus": _Dimension(_PRESSURES, ("Pa", "kPa", "MPa", "GPa"), "22 GPa", ("torr", "N/mm2")),
    "time": _Dimension(
        {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0, "min": 60.0, "h": 3600.0, "day": 86400.0, "sec": 1.0},
        ("us", "ms", "s", "min", "h"), "90 s", ("sec",),
    ),
    "angle": _Dimension(
        {"deg": math.pi / 180.0, "rad": 1.0, "mrad": 1e-3, "°": math.pi / 180.0}, ("deg",), "70 deg", ("°",)
    ),
    "density": _Dimension({"kg/m3": 1.0, "g/cm3": 1e3, "g/cc": 1e3}, ("kg/m3",), "1930 kg/m^3", ("g/cc",)),
    "mass": _Dimension({"ug": 1e-9, "mg": 1e-6, "g": 1e-3, "kg": 1.0}, ("ug", "mg", "g", "kg"), "12 mg"),
    "force": _Dimension({"mN": 1e-3, "N": 1.0, "kN": 1e3, "gf": 9.80665e-3}, ("mN", "N", "kN"), "20 N"),
    "speed": _Dimension({"um/s": 1e-6, "mm/s": 1e-3, "m/s": 1.0}, ("um/s", "mm/s", "m/s"), "5 mm/s"),
    "voltage": _Dimension({"uV": 1e-6, "mV": 1e-3, "V": 1.0, "kV": 1e3}, ("uV", "mV", "V", "kV"), "1.8 V"),
    "current": _Dimension({"uA": 1e-6, "mA": 1e-3, "A": 1.0}, ("uA", "mA", "A"), "50 mA"),
    "power": _Dimension({"uW": 1e-6, "mW": 1e-3, "W": 1.0, "kW": 1e3}, ("uW", "mW", "W", "kW"), "2.5 W"),
    "frequency": _Dimension(
        {"Hz": 1.0, "kHz": 1e3, "MHz": 1e6, "GHz": 1e9}, ("Hz", "kHz", "MHz", "GHz"), "10 GHz"
    ),
    "resistance": _Dimension(
        {"mohm": 1e-3, "ohm": 1.0, "kohm": 1e3}, ("mohm", "ohm", "kohm"), "50 ohm"
    ),
    "inductance": _Dimension(
        {"pH": 1e-12, "nH": 1e-9, "uH": 1e-6, "H": 1.0}, ("pH", "nH", "uH"), "3 nH"
    ),
    "capacitance": _Dimension(
        {"fF": 1e-15, "pF": 1e-12, "nF": 1e-9, "F": 1.0}, ("fF", "pF", "nF"), "2 pF"
    ),
    "fluence": _Dimension(
        {"J/m2": 1.0, "mJ/cm2": 10.0, "J/cm2": 1e4, "kJ/m2": 1e3, "mJ/mm2": 1e3}, ("mJ/cm2", "J/cm2"), "200 mJ/cm2"
    ),
    "viscosity": _Dimension({"Pas": 1.0, "mPas": 1e-3, "cP": 1e-3, "P": 0.1}, ("mPas", "Pas"), "10 Pa s"),
    "surface tension": _Dimension({"N/m": 1.0, "mN/m": 1e-3, "dyn/cm": 1e-3}, ("mN/m",), "23 mN/m"),
    "conductivity": _Dimension(
        {"W/mK": 1.0, "W/cmK": 100.0, "W/m/K": 1.0, "W/m-K": 1.0},
        ("W/mK",), "0.85 W/(m K)", ("W/m/K", "W/m-K"),
    ),
    "specific heat": _Dimension(
        {"J/kgK": 1.0, "J/gK": 1e3, "kJ/kgK": 1e3, "J/kg/K": 1.0, "J/kg-K": 1.0},
        ("J/kgK",), "900 J/(kg K)", ("J/kg/K", "J/kg-K"),
    ),
    "expansion": _Dimension(
        {"ppm/K": 1e-6, "ppm/degC": 1e-6, "1/K": 1.0, "um/mK": 1e-6}, ("ppm/K",), "12 ppm/K"
    ),
    "resistivity": _Dimension(
        {"ohmm": 1.0, "uohmcm": 1e-8, "ohmcm": 1e-2, "nohmm": 1e-9}, ("ohmm",), "1.7e-8 ohm m"
    ),
    "diffusivity": _Dimension({"m2/s": 1.0, "mm2/s": 1e-6, "cm2/s": 1e-4}, ("m2/s",), "5e-13 m^2/s"),
    "concentration": _Dimension(
        {"kg/m3": 1.0, "mg/cm3": 1.0, "g/cm3": 1e3}, ("kg/m3",), "4 kg/m^3"
    ),
    "attenuation": _Dimension({"1/m": 1.0, "1/cm": 1e2, "1/um": 1e6}, ("1/m",), "1.2e7 1/m"),
    "price": _Dimension({"USD/kg": 1.0, "USD/g": 1e3}, ("USD/kg",), "12 USD/kg"),
    "fraction": _Dimension({"": 1.0, "%": 1e-2, "ppm": 1e-6}, ("%",), "88 %"),
    "plain": _Dimension({"": 1.0}, ("",), "0.28"),
}  # fmt: skip

#: How a unit is written in a report where that differs from its compact key.
_WRITTEN = {
    "Pas": "Pa s", "mPas": "mPa s", "W/mK": "W/(m K)", "W/cmK": "W/(cm K)", "J/kgK": "J/(kg K)",
    "J/gK": "J/(g K)", "kJ/kgK": "kJ/(kg K)", "ohmm": "ohm m", "uohmcm": "uohm cm", "ohmcm": "ohm cm",
    "nohmm": "nohm m", "um/mK": "um/(m K)",
}  # fmt: skip

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_NOT_FINITE = re.compile(r"[+-]?(?:nan|inf(?:inity)?)(?![a-z])", re.IGNORECASE)


def dimensions() -> tuple[str, ...]:
    """The names that `parse_quantity` takes as its dimension."""
    return tuple(_DIMENSIONS)


def units_of(dimension: str) -> tuple[str, ...]:
    """The units of a dimension as a person writes them, without the alternative spellings."""
    table = _dimension(dimension)
    return tuple(_written(unit) for unit in table.units if unit and unit not in table.spellings)


def parse_length(text: object) -> int:
    """A length such as `80 um`, `0.5 mm`, `12 mil` in whole nm, halves to even; else UnitError."""
    number, unit = _split(text, "length")
    metres = float(number) * _LENGTHS[unit]
    if not abs(metres) * 1e9 <= LONGEST:
        raise UnitError(f"'{_clip(text)}' is no finite length below 9000 km")
    exact = Decimal(number) * (Decimal(str(_LENGTHS[unit])) * Decimal(10) ** 9)
    return int(exact.to_integral_value(ROUND_HALF_EVEN))


def parse_quantity(text: object, dimension: str) -> float:
    """A quantity such as `20 mmHg` as a float in SI; dimension is one of `dimensions()`.

    Only `plain` and `fraction` take a bare number.  UnitError tells how to write the quantity.
    """
    number, unit = _split(text, dimension)
    value = float(number) * _dimension(dimension).units[unit]
    if dimension == "temperature":
        value = _kelvin(float(number), unit, text)
    if dimension == "fraction" and unit == "" and not 0.0 <= value <= 1.0:
        raise UnitError(f"'{_clip(text)}' is not between 0 and 1; write a fraction like '0.88' or '88 %'")
    if not math.isfinite(value):
        raise UnitError(_not_finite(text, dimension))
    return value


def format_length(length: float, *, digits: int = 5) -> str:
    """A length in nm as text in the unit that reads best: `80 um`, `3.588 mm`, `250 nm`."""
    return format_quantity(length * 1e-9, "length", digits=digits)


def format_quantity(value: float, dimension: str, *, unit: str = "", digits: int = 5) -> str:
    """An SI value as text with a unit, the one that reads best or the one named; at most `digits` digits."""
    table = _dimension(dimension)
    key = _compact(unit) if unit else _readable(abs(value), table)
    if key not in table.units:
        raise UnitError(_unknown(unit, dimension))
    shown = _from_kelvin(value, key) if dimension == "temperature" else value / table.units[key]
    return f"{_digits(shown, digits)} {_written(key)}".rstrip()


def _dimension(name: str) -> _Dimension:
    if name not in _DIMENSIONS:
        raise UnitError(f"unknown dimension '{name}'; known: {', '.join(_DIMENSIONS)}")
    return _DIMENSIONS[name]


def _noun(dimension: str) -> str:
    noun = {"plain": "plain number"}.get(dimension, dimension)
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


def _not_finite(text: object, dimension: str) -> str:
    return f"'{_clip(text)}' is not finite; write {_noun(dimension)} like '{_dimension(dimension).example}'"


def _written(unit: str) -> str:
    return _WRITTEN.get(unit, re.sub(r"(?<=[a-z])([23])", r"^\1", unit))


def _compact(unit: str) -> str:
    """The key of a unit however it was typed: `µm`, `mm^3`, `W/(m K)`, `°C`."""
    plain = unicodedata.normalize("NFKC", unit)
    plain = plain.replace("μ", "u").replace("Ω", "ohm").replace("Å", "angstrom")
    plain = plain.replace("°C", "degC").replace("°F", "degF")
    return re.sub(r"[\s^()*·⋅]", "", plain)


def _clip(text: object) -> str:
    shown = " ".join(str(text).split())
    return shown if len(shown) <= _LONGEST_TEXT else shown[:_LONGEST_TEXT] + "..."


def _split(text: object, dimension: str) -> tuple[str, str]:
    """Number (as text) and unit key of a quantity."""
    table = _dimension(dimension)
    if isinstance(text, bool) or not isinstance(text, str | Real):
        raise UnitError(f"'{_clip(text)}' is not {_noun(dimension)}; write it like '{table.example}'")
    given = text.strip() if isinstance(text, str) else repr(_float(text))
    if len(given) > _LONGEST_TEXT:
        raise UnitError(f"'{_clip(given)}' is too long for {_noun(dimension)}; write it like '{table.example}'")
    if _NOT_FINITE.match(given):
        raise UnitError(_not_finite(given, dimension))
    plain = unicodedata.normalize("NFKC", given).replace("−", "-")
    match = _NUMBER.match(plain)
    unit = _compact(plain[match.end() :]) if match else ""
    if match is None or (unit not in table.units and re.match(r"[,_\d]", unit)):
        raise UnitError(
            f"'{given}' is not {_noun(dimension)}; write a number with a decimal point, like '{table.example}'"
        )
    if unit in table.units:
        return match.group(), unit
    if not unit:
        raise UnitError(
            f"'{text}' has no unit; write the {dimension} like '{table.example}' "
            f"(known: {', '.join(units_of(dimension))})"
        )
    raise UnitError(f"'{given}': {_unknown(unit, dimension)}")


def _unknown(unit: str, dimension: str) -> str:
    table = _dimension(dimension)
    lower = {known.lower(): known for known in reversed(table.units) if known}
    close = difflib.get_close_matches(unit.lower(), lower, n=1, cutoff=0.5)
    hint = f"; did you mean '{_written(lower[close[0]])}'?" if close else ""
    known = ", ".join(units_of(dimension)) or "none, a bare number"
    return f"unknown unit '{unit}' for {_noun(dimension)}{hint} (known: {known})"


def _kelvin(number: float, unit: str, text: object) -> float:
    offsets: dict[str, Callable[[float], float]] = {
        "K": lambda x: x,
        "degF": lambda x: (x - 32.0) * 5.0 / 9.0 + ZERO_CELSIUS,
    }
    value = offsets.get(unit, celsius)(number)
    if value < 0.0:
        raise UnitError(f"'{_clip(text)}' is below absolute zero; give a temperature above -273.15 degC")
    return value


def _from_kelvin(value: float, unit: str) -> float:
    if unit == "K":
        return value
    return to_celsius(value) * 9.0 / 5.0 + 32.0 if unit == "degF" else to_celsius(value)


def _readable(size: float, table: _Dimension) -> str:
    best = table.shown[0]
    if size == 0.0:
        return "um" if "um" in table.shown else best
    for unit in table.shown:
        if size >= table.units[unit] * (1.0 - 1e-12):
            best = unit
    return best


def _digits(value: float, digits: int) -> str:
    if value == 0.0 or not math.isfinite(value):
        return f"{value:g}".replace("-0", "0")
    if 1e-4 <= abs(value) < 1e7:
        decimals = max(0, digits - 1 - math.floor(math.log10(abs(value))))
        text = f"{value:.{decimals}f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return f"{value:.{digits}g}"
