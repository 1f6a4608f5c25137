"""Opening what people have: CSV in any encoding, XLSX, archives, Parquet, documents. Input from outside is hostile:
sizes are bounded before anything is read into memory, and no name inside an archive is ever used as a path."""

from entrepot.lake.files.opening import Decode, FindHeader, RawTable, open_file

__all__ = ["Decode", "FindHeader", "RawTable", "open_file"]
