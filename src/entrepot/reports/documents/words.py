"""The words that documents themselves say, around what a paper says."""

from __future__ import annotations

from typing import Final

from entrepot.vocabulary.text import T

ABSTRACT: Final = T("Abstract", "摘要")
KEYWORDS: Final = T("Keywords", "关键词")
CONTENTS: Final = T("Contents", "目录")
TABLE: Final = T("Table", "表")
FIGURE: Final = T("Figure", "图")
REFERENCES: Final = T("References", "参考文献")
APPENDIX: Final = T("Appendix: each number with its formula and batches", "附录：各数值的算式与数据批次")
SOURCE: Final = T("Source", "来源")
NOTE: Final = T("Note", "注")
COVERAGE: Final = T("coverage", "覆盖")
VINTAGE: Final = T("data of", "数据截至")
FORMULA: Final = T("formula", "算式")
FILLED: Final = T("with numbers", "代入")
INPUTS: Final = T("read from", "取自")
BATCHES: Final = T("batches", "批次")
BOUNDS: Final = T("between", "区间")
PRINTED: Final = T("printed before", "原文所载")
VALUE: Final = T("value", "数值")
SYNTHETIC: Final = T("synthetic", "合成")
SYNTHETIC_DATA: Final = T("synthetic data", "合成数据")
SYNTHETIC_PAGE: Final = T("This page shows synthetic data (marked “synthetic”)", "本页含合成数据（标有“合成”）")
SYNTHETIC_PAPER: Final = T(
    "This paper shows synthetic data: look for the mark “synthetic”", "本文含合成数据，标有“合成”者即是"
)
GAP: Final = T("Not shown", "未列出")
AS_TABLE: Final = T("As a table", "以表格显示")
HOW: Final = T("How it is worked out", "怎样得出")
CLOSE: Final = T("Close", "关闭")
SKIP: Final = T("Skip to the text", "跳到正文")
CONTENT: Final = T("Sheet", "工作表")
TITLE: Final = T("Title", "标题")
NUMBER: Final = T("No.", "序号")
WHAT: Final = T("Number", "数据")
PAGE: Final = T("Page", "第")
UNSHOWN: Final = T("□ stands for characters that no installed font has: ", "□ 代替已安装字体中没有的字符：")
