"""SDMX-ML 2.1 and 3.0 (generic, structure-specific) through the library sdmx1, behind checks that it does not make."""

from __future__ import annotations

import contextlib
import io
import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING, cast
from xml.parsers import expat

from entrepot.sources.sdmx_message import Observation, broken, no_data
from entrepot.vocabulary.errors import SchemaMismatch
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    from sdmx.message import DataMessage

# sdmx1 holds some 3 kB of memory for each observation, which has at least 30 bytes of XML.
MOST_BYTES = 32 * 2**20
SDMX = "http://www.sdmx.org/"


def observations_of_xml(name: str, content: bytes) -> tuple[str, Iterator[Observation]] | None:
    """Dataflow and observations; None if the document is no SDMX."""
    root = _checked_root(name, content)
    if root is None:
        return None
    if root in ("Structure", "QueryMessage", "RegistryInterface"):
        raise no_data(name, T(f"it is a {root} message; fetch the data themselves", f"这是{root}报文；请下载数据本身"))
    if len(content) > MOST_BYTES:
        raise SchemaMismatch(
            T(
                f"{name}: more than {MOST_BYTES >> 20} MiB of SDMX-ML; ask for fewer series, or for SDMX-CSV",
                f"{name}：SDMX-ML超过{MOST_BYTES >> 20} MiB；请减少序列，或改取SDMX-CSV格式",
            )
        )
    message = _read(name, content)
    footer = getattr(message, "footer", None)
    if not any(len(held.obs) for held in getattr(message, "data", ())):
        said = " ".join(text.localized_default() for text in footer.text) if footer else ""
        said = said or "no observations"
        raise no_data(name, T(f"the publisher says: {said}", f"发布机构的说明：{said}"))
    return _dataflow(message), _observations(message)


def _checked_root(name: str, content: bytes) -> str | None:
    """The name of the root element if it is of SDMX; the document is parsed once to its end.

    A document type is refused: SDMX has none, and entities that grow or reach for files begin there.
    """
    roots: list[str] = []
    parser = expat.ParserCreate(namespace_separator=" ")

    def refuse(*_: object) -> None:
        raise SchemaMismatch(
            T(
                f"{name}: an XML file with a document type (DOCTYPE) is not read, as it may hide entities that grow",
                f"{name}：不读取带文档类型声明（DOCTYPE）的XML文件，其中可能藏有膨胀实体",
            )
        )

    def keep(tag: str, _: object) -> None:
        roots.append(tag)
        parser.StartElementHandler = None

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = keep
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as problem:
        if roots and roots[0].startswith(SDMX):
            raise broken(name, str(problem)) from None
        return None
    namespace, _, tag = roots[0].rpartition(" ")
    return tag if namespace.startswith(SDMX) else None


def _read(name: str, content: bytes) -> DataMessage:
    import sdmx
    from sdmx.exceptions import ParseError, XMLParseError

    log = logging.getLogger("sdmx")
    level = log.level
    log.setLevel(logging.CRITICAL)
    try:
        # sdmx1 prints what it could not read to the standard output, which may be somebody's CSV.
        with contextlib.redirect_stdout(io.StringIO()):
            return cast("DataMessage", sdmx.read_sdmx(io.BytesIO(content)))
    except (ParseError, XMLParseError, AssertionError, RuntimeError, ValueError, LookupError) as problem:
        raise broken(name, str(problem).partition("\n")[0][:200]) from problem
    finally:
        log.setLevel(level)


def _dataflow(message: DataMessage) -> str:
    held = message.data[0]
    structure = held.described_by or held.structured_by
    agency = getattr(getattr(structure, "maintainer", None), "id", None)
    return f"{agency}:{structure.id}" if agency else str(structure.id)


def _observations(message: DataMessage) -> Iterator[Observation]:
    for held in message.data:
        shared: dict[str, str | None] = {name: str(value.value) for name, value in held.attrib.items()}
        for printed in held.obs:
            key = {name: str(part.value) for name, part in printed.key.values.items()}
            own: dict[str, str | None] = {name: str(value.value) for name, value in printed.attrib.items()}
            value = None if printed.value is None else str(printed.value)
            yield Observation(key, value, shared | own)
