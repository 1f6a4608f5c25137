"""The answers of Comtrade's API, which are JSON: records to a table of text, refusals to a clear error."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from entrepot.vocabulary.errors import SchemaMismatch, SourceUnavailable
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    import pyarrow as pa

ENVELOPE = ("elapsedTime", "count", "data", "error")
NO_KEY = ("401", "403")
KEY = T(
    "Its API asks for a subscription key (comtradedeveloper.un.org): set ENTREPOT_COMTRADE_KEY.",
    "其接口需要订阅密钥（comtradedeveloper.un.org）：请设置 ENTREPOT_COMTRADE_KEY。",
)
AGAIN = T("Ask again later, or for less at a time.", "请稍后重试，或缩小查询范围。")


def records(name: str, content: bytes) -> pa.Table | None:
    """The records of an answer as text, as printed; None for a document that is not Comtrade's."""
    data = _data(name, content)
    return None if data is None else _table(name, data)


def count(name: str, content: bytes) -> int:
    """How many records an answer holds; raises where it is a refusal or no answer of Comtrade's."""
    data = _data(name, content)
    if data is None:
        text = T(f"{name} is no answer of UN Comtrade's API", f"{name} 不是UN Comtrade接口的返回内容")
        raise SchemaMismatch(text)
    return len(data)


def _data(name: str, content: bytes) -> list[Any] | None:
    answer = _document(name, content)
    if answer is None:
        return None
    _refuse(name, answer)
    whole = set(ENVELOPE[:3]) <= set(answer) and isinstance(answer["data"], list)
    return answer["data"] if whole else None


def _document(name: str, content: bytes) -> dict[str, Any] | None:
    text = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    in_envelope = text.startswith(b"{") and any(
        f'"{key}"'.encode() in text[:400] for key in ("elapsedTime", "statusCode")
    )
    bare = text.startswith(b"[") and all(f'"{key}"'.encode() in text[:4000] for key in ("reporterCode", "primaryValue"))
    if not in_envelope and not bare:
        return None
    try:
        # Numbers stay as they are printed, so that nothing is rounded before `tidy` reads them.
        answer = json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError) as problem:
        raise SchemaMismatch(
            T(
                f"{name} breaks off or is damaged ({problem}): fetch it again",
                f"{name} 不完整或已损坏（{problem}）：请重新下载",
            )
        ) from problem
    # Programs save the records without their envelope.
    if bare and isinstance(answer, list):
        return {"elapsedTime": "", "count": len(answer), "data": answer}
    return answer if isinstance(answer, dict) else None


def _refuse(name: str, answer: dict[str, Any]) -> None:
    """The two shapes of a refusal: the gateway's (statusCode, message), and the envelope with an error in it."""
    error = answer.get("error")
    if isinstance(error, dict):
        answer, error = error, None
    said = answer.get("message") if "statusCode" in answer else error
    if not said:
        return
    status = f" ({answer['statusCode']})" if "statusCode" in answer else ""
    words = str(said)[:300].rstrip(" .。")
    advice = KEY if str(answer.get("statusCode")) in NO_KEY else AGAIN
    raise SourceUnavailable(
        T(
            f"{name}: UN Comtrade refused{status}: {words}. {advice.en}",
            f"{name}：UN Comtrade拒绝了请求{status}：{words}。{advice.zh}",
        )
    )


def _table(name: str, data: list[Any]) -> pa.Table:
    import pyarrow as pa

    if not data:
        raise SchemaMismatch(
            T(
                f"{name} holds no record: Comtrade has nothing for that query (yet)",
                f"{name} 没有记录：Comtrade尚无符合该查询的数据",
            )
        )
    try:
        column = pa.array(data)
        if not pa.types.is_struct(column.type):
            raise pa.ArrowInvalid("records are no objects")
        flat = pa.Table.from_struct_array(column)
        return flat.cast(pa.schema([(name, pa.string()) for name in flat.column_names]))
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError) as problem:
        raise SchemaMismatch(
            T(f"{name}: its records are not alike ({problem})", f"{name}：各条记录格式不一致（{problem}）")
        ) from problem
