"""Readers: files of many formats in, one utterances table out, with an account of what was read."""

from synth.readers.sources import read
from synth.readers.streaming import read_to_parquet
from synth.readers.summary import import_summary

__all__ = ["import_summary", "read", "read_to_parquet"]
