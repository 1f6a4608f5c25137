"""How large a request may be, said before any of it is kept: a file at the upload page, little everywhere else."""

from __future__ import annotations

import re
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from entrepot.parameters.serving import MEGABYTE, most_bytes
from entrepot.parameters.settings import WEB_UPLOAD_MB
from entrepot.vocabulary.text import T
from entrepot.web.front.policy import Respond
from entrepot.web.front.trouble import said

ELSEWHERE: Final = 2 * MEGABYTE
# What a form needs besides its file.
_AROUND: Final = 64 << 10
_UPLOADS: Final = re.compile(r"/[a-z]{2}/data/upload/")
_BLOCK: Final = 1 << 20
_ELSEWHERE: Final = T(
    f"At most {ELSEWHERE // MEGABYTE} MB are taken at this address. Data are handed over on the page “Upload a file”, under Data.",
    f"该地址最多接收 {ELSEWHERE // MEGABYTE} MB。数据文件请在“数据”栏目的“上传文件”页面提交。",
)


def bounded(get_response: Respond) -> Respond:
    most = most_bytes()

    def respond(request: HttpRequest) -> HttpResponseBase:
        length = request.META.get("CONTENT_LENGTH") or "0"
        here = most if _UPLOADS.fullmatch(request.path_info) else ELSEWHERE
        if length.isascii() and length.isdigit() and int(length) <= here + _AROUND:
            return get_response(request)
        _read_away(request, most=2 * most)
        return said(request, 413, too_large(here) if here == most else _ELSEWHERE)

    return respond


def too_large(most: int) -> T:
    """Of a file of data."""
    megabytes = most // MEGABYTE
    return T(
        f"At most {megabytes:,} MB are taken here. Compress the file (.zip, .gz, .xz), take it in with `entrepot ingest FILE` "
        f"on the command line, or raise {WEB_UPLOAD_MB.name}.",
        f"此处最多接收 {megabytes:,} MB。可压缩文件（.zip、.gz、.xz），或在命令行用 `entrepot ingest 文件` 导入，或调大 {WEB_UPLOAD_MB.name}。",
    )


def _read_away(request: HttpRequest, *, most: int) -> None:
    """A browser shows an answer only once all it sends has been taken; what is beyond patience is not."""
    taken = 0
    while taken < most and (block := request.read(_BLOCK)):
        taken += len(block)
