"""Somebody's own study or own claims, handed over in a browser: checked at once, and kept at an address of their own."""

from __future__ import annotations

import csv
import io
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from entrepot.embedded import embedded_rows
from entrepot.studies.claim_formula import FUNCTIONS
from entrepot.studies.claims import COLUMNS
from entrepot.studies.claims_file import claims_text
from entrepot.studies.declaration import Study
from entrepot.studies.shelf import path_of
from entrepot.vocabulary.areas import all_by_id
from entrepot.vocabulary.errors import EntrepotError, UnknownName, WrongCall
from entrepot.vocabulary.text import T, current_language
from entrepot.web.data.upload import shown_name
from entrepot.web.data.uploads import harmless_name
from entrepot.web.data.views import to_job
from entrepot.web.front.bench import bench, kept
from entrepot.web.jobs.models import OPEN, Job
from entrepot.web.jobs.queue import put
from entrepot.web.papers.downloads import TYPES
from entrepot.web.studies.own_files import (
    MOST_BYTES,
    MOST_CLAIMS,
    Kind,
    declared,
    is_own,
    keep,
    kept_text,
    name_of,
    too_large,
)
from entrepot.web.studies.work import STUDY
from entrepot.workbench.regions import regions

EXAMPLES: Final = ("adb-ta9036-03", "shanxi-asean-01", "adb-ta9036-09")
"""Claims of the papers that come along which the template shows: a growth, a sum, and a multiple with its precision."""


_LONGEST_LINE: Final = 400


@dataclass(frozen=True, slots=True)
class Given:
    """What a form brought: its text, and how it is called where something is wrong in it."""

    kind: Kind
    text: str = ""
    file: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, lang: str) -> HttpResponse:
    if request.method != "POST":
        return _form(request, _from(request.GET.get("from", "").strip()))
    given = Given("csv" if request.POST.get("what") == "claims" else "toml")
    try:
        given = _given(request, given.kind)
        # Beside those who read pages: a long file is worked at no longer than an answer may take.
        study = kept(("own study", name_of(given.kind, given.text)), lambda: _checked(given))
        name = keep(given.kind, given.text)
    except EntrepotError as problem:
        return _form(request, given, problem)
    if given.kind == "toml":
        return run(lang, name, study.title)
    response = HttpResponseRedirect(f"/{lang}/studies/{name}/")
    response.status_code = 303
    return response


@require_POST
def again(request: HttpRequest, lang: str, name: str) -> HttpResponse:
    """The study run on the lake as it stands now."""
    kind, text = kept_text(name)
    return run(lang, name, declared(kind, text, file=name)[0].title)


def run(lang: str, name: str, title: T) -> HttpResponse:
    """As a job; one that waits for the same study is waited for."""
    same = Job.objects.filter(kind=STUDY.id, state__in=OPEN, parameters__study=name).first()
    return to_job(lang, same or put(STUDY.id, {"study": name, "name": shown_name(str(title))}))


@require_safe
def template(request: HttpRequest, lang: str, ending: str) -> HttpResponse:
    """A table of claims to begin with: heads in the reader's language, and three examples that hold for the figures here."""
    rows = {row["id"]: row for row in embedded_rows("claims.csv")}
    heads = [title.zh if current_language() == "zh" else name for name, title in COLUMNS.items()]
    lines = [heads, *([rows[one].get(name) or "" for name in COLUMNS] for one in EXAMPLES)]
    response = HttpResponse(_csv(lines) if ending == "csv" else _xlsx(lines), content_type=TYPES[ending])
    response.headers["Content-Disposition"] = f'attachment; filename="claims.{ending}"'
    return response


def _csv(lines: list[list[str]]) -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written).writerows(lines)
    return ("\ufeff" + written.getvalue()).encode()


def _xlsx(lines: list[list[str]]) -> bytes:
    import xlsxwriter

    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("claims")
        for place, line in enumerate(lines):
            for column, cell in enumerate(line):
                sheet.write_string(place, column, cell)
        sheet.set_column(0, len(COLUMNS) - 1, 18)
    return written.getvalue()


def _given(request: HttpRequest, kind: Kind) -> Given:
    """A draft for a region, a file, or what was written into the field, in this order."""
    if request.POST.get("what") == "draft":
        asked = {name: request.POST.get(name, "").strip()[:200] for name in ("region", "partner", "peers", "period")}
        peers = tuple(part.strip() for part in asked["peers"].replace("，", ",").split(",") if part.strip())
        text = bench().new_study(asked["region"], partner=asked["partner"], peers=peers, period=asked["period"])
        return Given("toml", text, f"{asked['region']}.toml")
    file = request.FILES.get("file")
    if file is None or not file.size:
        text = request.POST.get("text", "").replace("\r\n", "\n")
        if not text.strip():
            raise WrongCall(T("choose a file, or write into the field below it", "请选择文件，或在下方填写内容"))
        if len(text.encode()) > MOST_BYTES:
            raise too_large(len(text.encode()))
        return Given(kind, text, str(T("what was written here", "所填内容")))
    if file.size > MOST_BYTES:
        raise too_large(file.size)
    name = harmless_name(file.name or "file")
    if kind == "toml":
        return Given(kind, _decoded(file.read(), name), name)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / name
        place.write_bytes(file.read())
        return Given(kind, claims_text(place).replace("\r\n", "\n"), name)


def _decoded(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as problem:
        raise WrongCall(
            T(f"{name} is not UTF-8 text; save it as UTF-8", f"{name} 不是 UTF-8 文本，请另存为 UTF-8")
        ) from problem


def _checked(given: Given) -> Study:
    study, claims = declared(given.kind, given.text, file=given.file)
    bench().check_study(study, claims=claims)
    return study


def _from(name: str) -> Given | None:
    """An own one, or a study that comes along, to be changed."""
    if not name:
        return None
    if is_own(name):
        return Given(*kept_text(name))
    return Given("toml", path_of(name).read_text(encoding="utf-8"))


def _form(request: HttpRequest, given: Given | None, problem: EntrepotError | None = None) -> HttpResponse:
    drafted = request.POST.get("what") == "draft"
    told = {
        "given": given,
        "problems": [_cut(line) for line in str(problem.message).splitlines()] if problem else (),
        "drafted": drafted,
        "wanted": request.POST if drafted else {"region": _known(request.GET.get("region", ""))},
        "kinds": kept(("regions",), lambda: regions(bench()), in_every_language=True),
        "columns": _COLUMNS.items(),
        "functions": FUNCTIONS.values(),
        "most_claims": MOST_CLAIMS,
        "most_kilobytes": MOST_BYTES // 1000,
        "most_letters": MOST_BYTES,
    }
    return render(request, "studies/own.html", told, status=400 if problem else 200)


def _cut(line: str) -> str:
    """A message may quote the file, and the file may say anything."""
    return line if len(line) <= _LONGEST_LINE else f"{line[:_LONGEST_LINE]}…"


def _known(region: str) -> str:
    if region and region not in all_by_id():
        raise UnknownName(T("region", "地区"), region, ())
    return region


_COLUMNS: Final[dict[str, T]] = {
    "id": T("a name of your own, each once", "自定编号，不得重复"),
    "study": T("the paper or yearbook, as its figures name it here", "论文或年鉴，与本系统中的写法一致"),
    "locator": T("where the claim stands in it: table 1, para 36", "论断所在位置，如 table 1、para 36"),
    "claim": T("what it says, in your words", "论断内容"),
    "claim_zh": T("the same in Chinese; may be empty", "中文论断，可空"),
    "formula": T("how the number follows from figures", "如何由数据得出该数"),
    "semantics": T("of a multiple: ratio (5 times as much) or growth (5 times more); may be empty", "倍数口径：ratio（是……倍）或 growth（增长……倍），可空"),
    "printed": T("the number with its digits as printed; or a day; or rising, falling, flat", "照原文位数填写；也可为日期，或上升、下降、持平"),
    "precision": T("empty: the digits printed; otherwise: nearly, over, to 10, inputs to 10", "留空即按所印位数；另可写：近、超过、精确到10、数据精确到10"),
    "unit": T("%, times, points, 1e8 USD …; date or trend for words", "%、倍、个百分点、亿美元……；文字论断写 date 或 trend"),
    "same_as": T("the same figure printed elsewhere; may be empty", "别处公布的同一数据，可空"),
    "note": T("anything; it is not read", "任意备注，不参与核对"),
}  # fmt: skip
