# SPDX-License-Identifier: Apache-2.0
"""Where does a number come from, and has anybody read it there?

A number from the world carries its `Source` and how far it was verified (a key of `VERIFICATION`).  The
bibliography names what the built-in data rests on; a number without a publication carries a `guess`.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from packfab.errors import PackfabError

#: How far a value was verified -> what a report says about it.
VERIFICATION = {
    "S": "read in the source",
    "C": "computed",
    "M": "not re-read",
    "A": "assumption",
}


@dataclass(frozen=True, slots=True)
class Source:
    """A publication, data sheet, data base or reasoned guess; `kind` says which."""

    key: str
    text: str
    kind: str

    @property
    def is_guess(self) -> bool:
        """True for an honest guess, which names no publication."""
        return self.kind == "guess"


def guess(why: str) -> Source:
    """An honest guess and its reason, for a number that no publication is named for."""
    if not why.strip():
        raise PackfabError("a guess needs its reason: write guess('why this value')")
    return Source("guess", why.strip(), "guess")


def cite(keys: str) -> Source:
    """The source of a bibliography key; several keys parted by commas give one source that names them all."""
    found = [_find(key.strip()) for key in keys.split(",")]
    if len(found) == 1:
        return found[0]
    kinds = dict.fromkeys(source.kind for source in found)
    joined = (", ".join(s.key for s in found), "; ".join(s.text for s in found), " and ".join(kinds))
    return Source(*joined)


def check_verification(flag: str) -> None:
    """Refuse a verification flag that `VERIFICATION` does not hold."""
    if flag not in VERIFICATION:
        known = ", ".join(f"{key} ({text})" for key, text in VERIFICATION.items())
        raise PackfabError(f"unknown verification '{flag}' (allowed {known}); write one of the letters")


def bibliography() -> tuple[Source, ...]:
    """All sources with a key, in the order of the keys."""
    return tuple(_BIBLIOGRAPHY[key] for key in sorted(_BIBLIOGRAPHY))


def _find(key: str) -> Source:
    if key in _BIBLIOGRAPHY:
        return _BIBLIOGRAPHY[key]
    close = difflib.get_close_matches(key, _BIBLIOGRAPHY, n=1)
    hint = f"did you mean '{close[0]}'?" if close else "use a key of packfab.sources.bibliography()"
    raise PackfabError(f"no source '{key}' in the bibliography; {hint}")


_ENTRIES: tuple[tuple[str, str, str], ...] = (
    # key, kind, text
    ("acevn-fr4", "vendor page", "acevn.com, table of laminates"),
    ("agc-fluon", "datasheet", "AGC, Fluon ETFE film datasheet"),
    ("ajinomoto-abf", "datasheet", "Ajinomoto Fine-Techno, ABF line-up table"),
    ("alumina-vendors", "datasheet", "CoorsTek and Kyocera, 96 % alumina datasheets"),
    ("altium-microvia", "vendor page", "resources.altium.com, microvia aspect ratio, quoting the definition of IPC"),
    ("appl-opt-2023", "paper", "Appl. Opt. 62 (2023) 6140, laser release of a bonding adhesive at 355 nm, abstract"),
    ("asm-plating", "handbook", "ASM literature on electroless nickel plating, typical values"),
    ("blakemore-1982", "paper", "Blakemore, J. Appl. Phys. 53 (1982) R123"),
    ("brannon-1985", "paper", "Brannon, Lankard, Baise, Burns, Kaufman, J. Appl. Phys. 58 (1985) 2036"),
    ("brewerbond", "datasheet", "Brewer Science, BrewerBOND materials, typical values"),
    ("camtech-bonding", "vendor page", "camtechcircuits.com, gold for wire bonding, with the longest usual wires"),
    ("caplinq-emc", "vendor page", "caplinq.com, industrial epoxy mold compounds"),
    ("caplinq-underfill", "vendor page", "caplinq.com, underfills"),
    ("carpenter-alloy42", "datasheet", "Carpenter, alloy 42 datasheet; ASTM F30"),
    ("carpenter-invar36", "datasheet", "Carpenter, Invar 36 datasheet"),
    ("carpenter-kovar", "datasheet", "Carpenter, Kovar datasheet, as tabulated in MorePET/mat metals.toml"),
    ("chen-1997", "paper", "E. Chen, S. Y. Chou, coplanar lines on multilayers, IEEE Trans. MTT 45 (1997) 939"),
    ("cheng-2021", "paper", "Cheng, Tai, Liu, Materials 14 (2021) 4816, doi:10.3390/ma14174816, tables 5-6"),
    ("cohn-1958", "paper", "S. B. Cohn, Parallel-coupled resonator filters, IRE Trans. MTT 6 (1958) 223"),
    ("conductivity-app", "datasheet", "conductivity-app.org, CuFe2P sheet"),
    ("corning-eagle-xg", "datasheet", "Corning, EAGLE XG product information sheet"),
    ("corning-ectc-glass", "talk", "Corning, ECTC talk 'Dispelling some myths about glass'"),
    ("cpi-literature", "typical", "papers on chip-package interaction, typical values"),
    ("cps-alsic9", "datasheet", "CPS, AlSiC-9 datasheet"),
    ("crc-asm-handbook", "handbook", "CRC Handbook and ASM Handbook, room temperature values"),
    ("cuf-vendors", "typical", "Namics, Henkel and Resonac capillary underfills, typical values"),
    ("daf-vendors", "typical", "Resonac FH series and Henkel CDF die attach films, typical values"),
    ("darveaux-2000", "paper", "Darveaux, ECTC 2000"),
    ("derived", "derived", "computed for packfab; the note says from what"),
    ("dieproducts-ball", "tutorial", "dieproducts.org, wire-bond workmanship: ball bonding (Rockwell Collins)"),
    ("dow-cyclotene", "datasheet", "Dow, processing procedures for CYCLOTENE 3000, rev. Feb 2005, table 1"),
    ("dow-ea67", "datasheet", "Dow, EA-67xx lid sealants, typical values"),
    ("dow-se4450", "datasheet", "Dow, SE 4450 datasheet"),
    ("dow-sylgard184", "datasheet", "Dow, Sylgard 184 and silicone films, typical values"),
    ("dupont-951", "datasheet", "DuPont, 951 LTCC datasheet, as tabulated in MorePET/mat ceramics.toml"),
    ("dupont-kapton-hn", "datasheet", "DuPont, Kapton HN datasheet"),
    ("emc-brochures", "datasheet", "Sumitomo EME-G7xx and Resonac CEL-9xxx brochures, typical values"),
    ("emc-fe-papers", "typical", "package finite element papers of the JEDEC era, typical values"),
    ("emc-vendors", "datasheet", "vendor brochures of alumina filled mold compounds, typical values"),
    ("eng-tips-328658", "forum", "eng-tips.com, thread 328658, a user's measured data"),
    (
        "epotek-301",
        "datasheet",
        "Epoxy Technology, EPO-TEK 301 datasheet 2021, as in MorePET/mat plastics.toml",
    ),
    (
        "esd-classes",
        "vendor page",
        "transforming-technologies.com, conductive, dissipative and insulative, after EIA and ESD Association",
    ),
    ("fields-1991", "paper", "Fields, Low, Lucey (NIST), The Metal Science of Joining (1991)"),
    ("finkenbeiner", "vendor page", "finkenbeiner.com, borosilicate properties (Valley Design)"),
    (
        "ghione-1987",
        "paper",
        "G. Ghione, C. Naldi, Coplanar waveguides for MMIC applications, IEEE Trans. MTT 35 (1987) 260",
    ),
    ("glass-optics", "typical", "transmission of display and borosilicate glass 0.5 to 0.7 mm thick, typical values"),
    ("handbook", "handbook", "common handbook value, room temperature"),
    ("hall-1968", "paper", "P. M. Hall, Resistance calculations for thin film patterns, Thin Solid Films 1 (1968) 277"),
    ("hammerstad-1975", "paper", "E. Hammerstad, Equations for microstrip circuit design, 5th EuMC (1975) 268"),
    (
        "hammerstad-1980",
        "paper",
        "E. Hammerstad, O. Jensen, Accurate models for microstrip computer-aided design, IEEE MTT-S Digest (1980) 407",
    ),
    ("hd-4100", "datasheet", "HD MicroSystems, HD-4100 product bulletin"),
    ("hd-8820", "datasheet", "HD MicroSystems, HD-8820 product bulletin"),
    ("hd-pi2600", "datasheet", "HD MicroSystems, PI-2600 product bulletin"),
    ("henkel-84-1", "datasheet", "Henkel, ABLEBOND 84-1LMISR4 datasheet"),
    (
        "henkel-uf9000ae",
        "datasheet",
        "Henkel, LOCTITE ECCOBOND UF 9000AE datasheet, Nov 2024, and white paper",
    ),
    (
        "htmpcb-annular",
        "vendor page",
        "htmpcb.com, IPC standards for annular rings: 0.05 mm from hole to edge of pad in class 3",
    ),
    ("hopcroft-2010", "paper", "Hopcroft, Nix, Kenny, JMEMS 19 (2010) 229, doi:10.1109/JMEMS.2009.2039697"),
    ("iannuzzelli-1991", "paper", "Iannuzzelli, ECTC 1991, and typical values"),
    (
        "igreja-2004",
        "paper",
        "R. Igreja, C. J. Dias, Analytical evaluation of the interdigital electrodes capacitance, "
        "Sens. Actuators A 112 (2004) 291",
    ),
    ("indium-ausn", "datasheet", "Indium Corporation, Au-20Sn datasheet"),
    (
        "johnston-2014",
        "paper",
        "Johnston, McCluskey, Tan, Tracey, J. Micromech. Microeng. 24 (2014) 035017, abstract",
    ),
    ("ipc-2141", "standard", "IPC-2141A, design guide for high-speed controlled impedance circuit boards"),
    (
        "jansen-1978",
        "paper",
        "R. H. Jansen, High-speed computation of coupled microstrip parameters, IEEE Trans. MTT 26 (1978) 75",
    ),
    ("kasen-1980", "paper", "Kasen 1980 and NIST cryogenic fits, as in MorePET/mat plastics.toml"),
    ("khor-emc1", "paper", "Khor, Abdullah et al. (USM), Microelectron. Eng. 2011; J. Reinf. Plast. 2009"),
    (
        "kirschning-1982",
        "paper",
        "M. Kirschning, R. H. Jansen, Accurate model for effective dielectric constant, Electron. Lett. 18 (1982) 272",
    ),
    (
        "kirschning-1984",
        "paper",
        "M. Kirschning, R. H. Jansen, Accurate wide-range design equations for coupled microstrips, IEEE Trans. MTT 32 "
        "(1984) 83",
    ),
    ("laser-lift-off", "typical", "papers on laser ablation and lift-off of polyimide, typical values"),
    ("lau-fanout", "paper", "Lau et al., IEEE CPMT fan-out papers 2017-2018, table of materials"),
    ("malitson-1965", "paper", "Malitson, J. Opt. Soc. Am. 55 (1965) 1205"),
    ("matproplib", "database", "matproplib 0.0.1, coefficients of NIST Monograph 177"),
    (
        "matthaei-1964",
        "book",
        "G. L. Matthaei, L. Young, E. M. T. Jones, Microwave Filters, Impedance-Matching Networks, and Coupling "
        "Structures (1964)",
    ),
    ("mgc-bt", "datasheet", "Mitsubishi Gas Chemical, BT materials brochure"),
    ("mil-prf-914", "standard", "MIL-PRF-914C, appendix B, die and wire bond inspection"),
    ("mil-std-883-2010", "standard", "MIL-STD-883, method 2010, internal visual (monolithic)"),
    (
        "mohan-1999",
        "paper",
        "S. S. Mohan, M. del Mar Hershenson, S. P. Boyd, T. H. Lee, Simple accurate expressions for planar spiral "
        "inductances, IEEE J. Solid-State Circuits 34 (1999) 1419",
    ),
    ("muf-fccsp-papers", "typical", "papers on molded underfill of flip-chip packages, typical values"),
    ("mysore-2009", "paper", "Mysore et al., J. Electron. Packag. 131 (2009) 021002"),
    ("ncf-literature", "typical", "papers on non-conductive films, typical values"),
    ("nist-177", "NIST", "Simon, Drexler, Reed, NIST Monograph 177 (1992)"),
    ("nist-clech", "NIST", "Clech's report in the NIST collection of solder properties: Kariya's E(T)"),
    ("nist-cryo", "NIST", "NIST cryogenic material properties, 293 K, via OpenSolids 0.2.3"),
    ("nist-csm-solder", "NIST", "NIST and Colorado School of Mines, solder data base, release 4.0 (2002)"),
    ("okada-tokumaru-1984", "paper", "Okada, Tokumaru, J. Appl. Phys. 56 (1984) 314"),
    ("olin-c7025", "datasheet", "CDA and Olin, C7025 datasheet"),
    ("palmer-1937", "paper", "H. B. Palmer, Capacitance of a parallel-plate capacitor, Trans. AIEE 56 (1937) 363"),
    ("panasonic-fr4", "datasheet", "Panasonic, laminate 'General properties', 10 Jun 2016"),
    ("pgo-af32", "vendor page", "pgo-online.com, AF 32"),
    ("pop-papers", "typical", "papers on the warpage of package on package, typical values"),
    ("py-mat", "database", "MorePET/mat (py-mat), data base of materials"),
    ("rebeiz-2003", "book", "G. M. Rebeiz, RF MEMS: Theory, Design, and Technology (2003)"),
    ("refractiveindex-info", "database", "refractiveindex.info data base"),
    ("resonac-e700g", "datasheet", "Resonac (Hitachi Chemical), MCL-E-700G datasheet"),
    (
        "rfessentials-aspect",
        "vendor page",
        "rfessentials.com, aspect ratio of vias: 8:1 to 10:1 for mechanically drilled plated holes",
    ),
    ("rogers-rt5880", "datasheet", "Rogers, table of high frequency laminates"),
    ("rogers-ultralam", "datasheet", "Rogers, ULTRALAM 3000 and high frequency selector guide"),
    ("schott-af32", "datasheet", "Schott, AF 32 eco datasheet"),
    ("schott-borofloat33", "datasheet", "Schott, BOROFLOAT 33 data; reprint of spectraglass.co.uk"),
    ("schott-d263", "datasheet", "Schott, D 263 datasheet"),
    ("schott-iso3585", "standard", "ISO 3585, and matmatch.com, sheet shgt005 (Schott)"),
    ("schubert-2003", "paper", "Schubert et al., ECTC 2003, and Syed, ECTC 2004"),
    ("seeed-holes", "vendor page", "seeedstudio.com, hole design, PCB DFM part 5: holes 5 mil apart"),
    ("simons-2001", "book", "R. N. Simons, Coplanar Waveguide Circuits, Components, and Systems (2001)"),
    ("sintering-literature", "typical", "papers on sintered silver, typical values; they depend on porosity"),
    (
        "sky130-wlcsp",
        "design rules",
        "SkyWater SKY130 open PDK, docs/rules/wlcsp/amkor.csv, rules of wafer level packages",
    ),
    ("solder-vendors", "typical", "solder vendor data, typical values"),
    ("taiyo-aus320", "datasheet", "Taiyo, PSR-4000 AUS320 datasheet"),
    ("thin-film-literature", "typical", "papers on thin films, typical values"),
    ("tim-vendors", "typical", "Shin-Etsu and Dow thermal interface materials, typical values"),
    ("topline-ccga", "vendor page", "TopLine, CCGA table of materials, topline.tv"),
    ("ube-upilex", "datasheet", "UBE, Upilex datasheet"),
    (
        "weaver-1990",
        "book",
        "W. Weaver, S. P. Timoshenko, D. H. Young, Vibration Problems in Engineering, 5th ed. (1990)",
    ),
    ("wurth-cob", "vendor page", "Wuerth Elektronik, Chip on board: wire bonding design rules, version 1.1"),
    ("zou-1997", "paper", "Zou, Alford, Mayer, MRS Proceedings 1997, abstract"),
)

_BIBLIOGRAPHY = {key: Source(key, text, kind) for key, kind, text in _ENTRIES}
