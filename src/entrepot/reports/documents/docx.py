"""A paper for Word in the manner of a Chinese journal: headings, captions and references to them are Word's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from entrepot.reports.documents import docx_xml as xml
from entrepot.reports.documents.docx_package import Package
from entrepot.reports.documents.fitting import WHOLE, Fit, fit, head_lines, laid
from entrepot.reports.documents.pictures import png, size, svg
from entrepot.reports.documents.setting import (
    Cell,
    Explanation,
    Grid,
    Head,
    Heading,
    Lack,
    Part,
    Picture,
    Run,
    Setting,
    Words,
)
from entrepot.reports.documents.words import (
    ABSTRACT,
    APPENDIX,
    FIGURE,
    GAP,
    KEYWORDS,
    NOTE,
    REFERENCES,
    SYNTHETIC,
    TABLE,
)

# Twentieths of a point: the text of an A4 page with margins of 2.5 cm, upright and on its side.
_TEXT, _ON_ITS_SIDE = 9070, 14_000
_DEEPEST: Final = 5


def write(setting: Setting) -> bytes:
    package = Package(setting)
    document = _Document(setting, package)
    return package.saved("".join(document.body()))


class _Document:
    def __init__(self, setting: Setting, package: Package) -> None:
        self.setting, self.package = setting, package
        self.say, self.colon = setting.say, setting.colon
        self.marks = 0
        self.pictures = 0
        self.entries = {id_: f"_Number{number}" for id_, number in setting.entries().items()}
        self.places = {part.id: f"_Ref{i:05}" for i, part in enumerate(setting.grids, start=1)}
        self.sources = {id_: f"_Source{count}" for count, id_, _ in setting.references}

    def body(self) -> Iterator[str]:
        setting = self.setting
        yield xml.paragraph(xml.run(setting.title), "Title")
        if setting.subtitle:
            yield xml.paragraph(xml.run(setting.subtitle), "Subtitle")
        if setting.abstract:
            word = "\u3000".join(self.say(ABSTRACT)) if setting.language == "zh" else self.say(ABSTRACT)
            yield xml.paragraph(xml.run(word + self.colon, bold=True) + self._runs(setting.abstract), "Abstract")
        if setting.keywords:
            words = ("；" if setting.language == "zh" else "; ").join(setting.keywords)
            yield xml.paragraph(xml.run(self.say(KEYWORDS) + self.colon, bold=True) + xml.run(words), "Abstract")
        for part in setting.body:
            yield from self._part(part)
        yield from self._back()
        yield self._section(landscape=False, columns=2 if self.setting.explanations else 1, last=True)

    def _part(self, part: Part) -> Iterator[str]:
        match part:
            case Heading():
                yield xml.paragraph(xml.run(part.label + part.title), f"Heading{min(_DEEPEST, part.level)}")
            case Words():
                yield xml.paragraph(self._runs(part.runs), "BodyText")
            case Lack():
                yield xml.paragraph(xml.run(self.say(GAP) + self.colon, bold=True) + xml.run(part.text), "Lack")
            case Grid():
                yield from self._grid(part)
            case Picture():
                yield self._picture(part)
                yield self._caption(part, keep=True)
                yield from self._below(part)

    def _section(self, *, landscape: bool, columns: int = 1, last: bool = False) -> str:
        package = self.package
        return xml.section(
            landscape=landscape, header=package.header, footer=package.footer, columns=columns, last=last
        )

    def _picture(self, part: Picture) -> str:
        wide, high = size(svg(part.drawing))
        room = _TEXT / 20
        factor = min(0.68, room / wide)
        self.pictures += 1
        relation = self.package.image(png(part.drawing))
        drawn = xml.picture(relation, self.pictures, part.drawing.alt, width=wide * factor, height=high * factor)
        return xml.paragraph(drawn, "Figure")

    def _caption(self, part: Grid | Picture, *, keep: bool) -> str:
        kind, count = part.called.rsplit(" ", 1)
        word = self.say(TABLE if isinstance(part, Grid) else FIGURE)
        numbered = self._mark(self.places[part.id], xml.run(f"{kind} ") + xml.field(rf"SEQ {word} \* ARABIC", count))
        subtitle = self.setting.bracketed(part.subtitle) if isinstance(part, Picture) else ""
        title = xml.run(
            f"\u3000{part.title}{subtitle}" if self.setting.language == "zh" else f"  {part.title}{subtitle}"
        )
        tag = self._tag() if part.synthetic else ""
        return xml.paragraph(numbered + title + tag, "Caption", keep=keep)

    def _below(self, part: Grid | Picture) -> Iterator[str]:
        notes = [f"{self.say(NOTE)}{self.colon}{note}" for note in part.notes]
        said = "<w:r><w:br/></w:r>".join(xml.run(one) for one in (part.source, *notes) if one)
        yield xml.paragraph(said, "SourceLine")

    def _grid(self, part: Grid) -> Iterator[str]:
        part = laid(part, self.setting)
        fitted = fit(part.heads, part.rows)
        if fitted.landscape:
            yield self._section(landscape=False)
        for n, columns in enumerate(fitted.parts):
            if n == 0:
                yield self._caption(part, keep=True)
            else:
                yield xml.paragraph(xml.run(self.setting.continued(part.called)), "Caption", keep=True)
            yield self._table(part, fitted, columns)
        yield from self._below(part)
        if fitted.landscape:
            yield self._section(landscape=True)

    def _table(self, part: Grid, fitted: Fit, columns: tuple[int, ...]) -> str:
        room = (_ON_ITS_SIDE if fitted.landscape else _TEXT) * fitted.share(columns)
        needed = sum(fitted.widths[i] for i in columns)
        widths = [round(room * fitted.widths[i] / needed) for i in columns]
        small = fitted.size
        head = [self._head(part.heads[i]) for i in columns]
        # Rows of a short table stay on one page: each is kept with the next.
        keep = len(part.rows) <= WHOLE
        rows = (
            [self._cell(row[i], part.heads[i], small, keep=keep, marked=not part.synthetic) for i in columns]
            for row in part.rows
        )
        return xml.table(head, rows, widths, caption=f"{part.called} {part.title}")

    def _head(self, head: Head) -> str:
        unit = f"<w:r><w:br/></w:r>{xml.run(head.unit, style='Unit')}" if head.unit else ""
        return xml.paragraph(
            "<w:r><w:br/></w:r>".join(map(xml.run, head_lines(head.title))) + unit,
            "TableHead",
            align="right" if head.number else "left",
        )

    def _cell(self, cell: Cell, head: Head, small: float, *, keep: bool, marked: bool) -> str:
        shown = xml.run(cell.text, size=small)
        if cell.why in self.entries:
            shown = xml.link(self.entries[cell.why], shown)
        tag = self._tag() if cell.synthetic and marked else ""
        return xml.paragraph(shown + tag, "TableText", keep=keep, align="right" if head.number else "left")

    def _back(self) -> Iterator[str]:
        if self.setting.references:
            yield xml.paragraph(xml.run(self.say(REFERENCES)), "Heading1")
            for count, id_, entry in self.setting.references:
                numbered = self._mark(self.sources[id_], xml.run(f"[{count}]"))
                yield xml.paragraph(f"{numbered}<w:r><w:tab/></w:r>{xml.run(entry)}", "Reference")
        if self.setting.explanations:
            yield xml.paragraph(xml.run(self.say(APPENDIX)), "Heading1")
            yield xml.paragraph(xml.run(self.setting.said_once), "NumberEntry")
            yield self._section(landscape=False)
            yield from (self._entry(one) for one in self.setting.explanations)

    def _entry(self, one: Explanation) -> str:
        between = "；" if self.setting.language == "zh" else "; "
        facts = between.join(f"{label}{self.colon}{text}" for label, text in one.brief)
        what = self._mark(self.entries[one.id], xml.run(f"{one.number}. {one.what}"))
        return xml.paragraph(what + (self._tag() if one.synthetic else "") + xml.run(f"\u3000{facts}"), "NumberEntry")

    def _runs(self, runs: tuple[Run, ...]) -> str:
        return "".join(self._run(run) for run in runs)

    def _run(self, run: Run) -> str:
        match run.kind:
            case "to":
                return xml.field(rf"REF {self.places[run.id]} \h", run.text)
            case "cite":
                return xml.field(rf"REF {self.sources[run.id]} \h", run.text, raised=True)
            case "number" if run.id in self.entries:
                return xml.link(self.entries[run.id], xml.run(run.text)) + (self._tag() if run.synthetic else "")
            case _:
                return xml.run(run.text) + (self._tag() if run.synthetic else "")

    def _tag(self) -> str:
        return xml.run(" ") + xml.run(self.say(SYNTHETIC), style="Synthetic")

    def _mark(self, name: str, content: str) -> str:
        self.marks += 1
        return xml.bookmark(name, self.marks, content)
