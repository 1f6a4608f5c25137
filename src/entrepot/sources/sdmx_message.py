"""SDMX messages, JSON or XML, as the one plain table that SDMX-CSV prints.

Its columns: DATAFLOW, the dimensions in the order of the key, OBS_VALUE, the attributes. So what stands before OBS_VALUE
tells series apart, and what stands behind it describes them.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from entrepot.vocabulary.errors import SchemaMismatch
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    import pyarrow as pa

DATAFLOW, VALUE = "DATAFLOW", "OBS_VALUE"


@dataclass(frozen=True, slots=True)
class Observation:
    key: dict[str, str]
    value: str | None
    attributes: dict[str, str | None] = field(default_factory=dict)


def sdmx_table(name: str, content: bytes) -> pa.Table | None:
    """The observations of a message; None if it is no SDMX, an error that tells why if it holds no data."""
    from entrepot.sources.sdmx_json import observations_of_json
    from entrepot.sources.sdmx_ml import observations_of_xml

    start = content[:1024].removeprefix(codecs.BOM_UTF8).lstrip()
    if start.startswith(b"{"):
        read = observations_of_json(name, content)
    elif start.startswith(b"<"):
        read = observations_of_xml(name, content)
    else:
        return None
    return None if read is None else _table(*read)


def no_data(name: str, why: T) -> SchemaMismatch:
    return SchemaMismatch(T(f"{name}: an SDMX message without data: {why.en}", f"{name}：该SDMX报文不含数据：{why.zh}"))


def broken(name: str, what: str) -> SchemaMismatch:
    return SchemaMismatch(
        T(
            f"{name}: not a readable SDMX message ({what}); fetch it again, or ask the publisher for SDMX-CSV",
            f"{name}：SDMX报文无法读取（{what}）；请重新下载，或向发布机构索取SDMX-CSV格式",
        )
    )


def _table(dataflow: str, observations: Iterable[Observation]) -> pa.Table:
    import pyarrow as pa

    rows = list(observations)
    dimensions = dict.fromkeys(name for row in rows for name in row.key)
    attributes = dict.fromkeys(name for row in rows for name in row.attributes if name not in dimensions)
    columns: dict[str, list[str | None]] = {DATAFLOW: [dataflow] * len(rows)}
    columns |= {name: [row.key.get(name) for row in rows] for name in dimensions}
    columns[VALUE] = [row.value for row in rows]
    columns |= {name: [row.attributes.get(name) for row in rows] for name in attributes}
    return pa.table({name: pa.array(cells, pa.string()) for name, cells in columns.items()})
