"""Papers as documents: one file for each format, in Chinese or English; the same paper gives the same bytes."""

from __future__ import annotations

from entrepot.reports.documents.documents import FORMATS, Format, paper_bytes, write_paper

__all__ = ["FORMATS", "Format", "paper_bytes", "write_paper"]
