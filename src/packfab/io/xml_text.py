# SPDX-License-Identifier: Apache-2.0
"""What does an XML file of somebody else hold? Its elements; document types and entities are refused."""

from __future__ import annotations

from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
from defusedxml.common import DefusedXmlException

from packfab.errors import BadInput, Fault


def parsed_xml(data: bytes, name: str, *, root: str, what: str, max_bytes: int) -> Element:
    """The root element of a file, in any namespace; `what` says for people what the file should be.

    BadInput when it is larger than `max_bytes`, no XML, or has another root.
    """
    if len(data) > max_bytes:
        measured, allowed = (f"{n / 1e6:.0f} MB" for n in (len(data), max_bytes))
        raise BadInput([Fault("the file is too large", name, measured, allowed, "split it")])
    try:
        found: Element = defusedxml.ElementTree.fromstring(data, forbid_dtd=True)
    except ParseError as error:
        line, column = error.position
        why = str(error).partition(":")[0]
        raise BadInput([Fault(f"this is no XML: {why}", f"{name}:{line}", f"column {column + 1}",
                              fix="check the file")]) from None  # fmt: skip
    except DefusedXmlException:
        raise BadInput([Fault("document types and entities are refused", name, fix="take the DOCTYPE away")]) from None
    except (ValueError, LookupError, RecursionError) as error:
        raise BadInput([Fault(f"this is no XML: {type(error).__name__}", name, fix="check the file")]) from None
    if local_name(found).lower() != root.lower():
        raise BadInput([Fault(f"this is no {what}", name, f"<{local_name(found)[:40]}>", f"<{root}>",
                              "check that it is the right file")])  # fmt: skip
    return found


def local_name(node: Element) -> str:
    """The tag of an element without its namespace."""
    return str(node.tag).rpartition("}")[2]
