"""Styles of a Chinese journal for Word: 宋体 and 黑体 with Times New Roman and Arial, said for each script; no theme fonts."""

from __future__ import annotations

from typing import Final

from entrepot.reports.palette import tokens
from entrepot.vocabulary.text import Language

_SERIF: Final = ("Times New Roman", "宋体")
_SANS: Final = ("Arial", "黑体")
_MARKS: Final = {"zh": 'w:eastAsia="zh-CN" w:val="en-US"', "en": 'w:val="en-GB" w:eastAsia="zh-CN"'}


def styles(language: Language, namespaces: str) -> str:
    """The whole of styles.xml."""
    ink, ink2, ink3, warn = (tokens("print")[name][1:] for name in ("ink", "ink2", "ink3", "level1"))
    indent = '<w:ind w:firstLineChars="200" w:firstLine="420"/>' if language == "zh" else ""
    made = [
        _style("Normal", "Normal", size=21, colour=ink, paragraph='<w:spacing w:line="320" w:lineRule="atLeast"/>', default=True),
        _style("BodyText", "Body Text", paragraph=f'<w:widowControl/><w:spacing w:after="{0 if language == "zh" else 120}"/>{indent}<w:jc w:val="both"/>'),
        _style("Title", "Title", _SANS, size=40, bold=True, after="Subtitle", paragraph='<w:spacing w:before="480" w:after="240"/><w:jc w:val="center"/>'),
        _style("Subtitle", "Subtitle", _SANS, size=20, colour=ink2, paragraph='<w:spacing w:after="280"/><w:jc w:val="center"/>'),
        _style("Abstract", "Abstract", size=19, paragraph='<w:spacing w:after="60"/><w:ind w:left="420" w:right="420"/><w:jc w:val="both"/>'),
        *(_heading(level, ink) for level in range(1, 6)),
        _style("Caption", "caption", _SANS, size=18, paragraph='<w:keepLines/><w:spacing w:before="120" w:after="80"/><w:jc w:val="center"/>'),
        _style("Figure", "Figure", paragraph='<w:keepNext/><w:spacing w:before="200" w:line="240" w:lineRule="auto"/><w:jc w:val="center"/>'),
        _style("TableText", "Table Text", size=18, paragraph='<w:spacing w:before="30" w:after="30" w:line="240" w:lineRule="auto"/>'),
        _style("TableHead", "Table Head", _SANS, size=17, paragraph='<w:keepNext/><w:spacing w:before="40" w:after="40" w:line="240" w:lineRule="auto"/>'),
        _style("SourceLine", "Source Line", _SANS, size=16, colour=ink3, paragraph='<w:spacing w:before="60" w:after="200" w:line="250" w:lineRule="atLeast"/>'),
        _style("Lack", "Gap", _SANS, size=19, paragraph=f'<w:pBdr><w:left w:val="single" w:sz="16" w:space="8" w:color="{warn}"/></w:pBdr><w:spacing w:before="120" w:after="120"/><w:ind w:left="200"/>'),
        _style("Reference", "Bibliography", size=18, paragraph='<w:spacing w:after="40" w:line="280" w:lineRule="atLeast"/><w:ind w:left="480" w:hanging="480"/>'),
        _style("NumberEntry", "Number Entry", size=14, paragraph='<w:keepLines/><w:spacing w:after="40" w:line="200" w:lineRule="exact"/>'),
        _style("Header", "header", _SANS, size=16, colour=warn, paragraph='<w:jc w:val="right"/>'),
        _style("Footer", "footer", _SANS, size=17, colour=ink3, paragraph='<w:jc w:val="center"/>'),
        f'<w:style w:type="character" w:customStyle="1" w:styleId="Synthetic"><w:name w:val="Synthetic"/><w:rPr>{_fonts(_SANS)}<w:color w:val="{warn}"/>'
        f'<w:sz w:val="15"/><w:bdr w:val="dashed" w:sz="4" w:space="0" w:color="{warn}"/></w:rPr></w:style>',
        f'<w:style w:type="character" w:customStyle="1" w:styleId="Unit"><w:name w:val="Unit"/><w:rPr><w:color w:val="{ink2}"/><w:sz w:val="16"/></w:rPr></w:style>',
    ]  # fmt: skip
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{_fonts(_SERIF)}<w:sz w:val="21"/><w:szCs w:val="21"/><w:lang {_MARKS[language]}/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    )
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:styles {namespaces}>{defaults}{"".join(made)}</w:styles>'


def _heading(level: int, ink: str) -> str:
    size, before = ((30, 360), (24, 240), (21, 200), (21, 160), (21, 160))[level - 1]
    made = (
        f'<w:keepNext/><w:keepLines/><w:spacing w:before="{before}" w:after="120"/><w:outlineLvl w:val="{level - 1}"/>'
    )
    return _style(
        f"Heading{level}", f"heading {level}", _SANS, size=size, bold=True, colour=ink, paragraph=made, after="BodyText"
    )


def _style(
    id_: str, name: str, fonts: tuple[str, str] | None = None, *, size: int = 0, bold: bool = False, colour: str = "",
    paragraph: str = "", after: str = "", default: bool = False,
) -> str:  # fmt: skip
    run = (
        (_fonts(fonts) if fonts else "")
        + ("<w:b/>" if bold else "")
        + (f'<w:color w:val="{colour}"/>' if colour else "")
    )
    run += f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>' if size else ""
    based = "" if default else '<w:basedOn w:val="Normal"/>'
    following = f'<w:next w:val="{after}"/>' if after else ""
    marked = ' w:default="1"' if default else ""
    return (
        f'<w:style w:type="paragraph"{marked} w:styleId="{id_}"><w:name w:val="{name}"/>{based}{following}<w:qFormat/>'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


def _fonts(pair: tuple[str, str]) -> str:
    latin, chinese = pair
    return f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{chinese}" w:cs="{latin}"/>'
