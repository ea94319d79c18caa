"""Readers: files of many formats in, one utterances table out, with an account of what was read."""

from synth.readers.sources import read
from synth.readers.summary import import_summary

__all__ = ["import_summary", "read"]
