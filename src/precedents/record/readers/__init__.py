"""Readers of the publishers' own files, one format a module, and the verb ``read`` over sources."""

from precedents.record.readers.source_reader import Read, SourceReader

__all__ = ["Read", "SourceReader"]
