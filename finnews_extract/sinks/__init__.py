"""Destinations of a conversion: one file and one class each, all behind one protocol.

`open_sink("out.duckdb")` picks the class by the target's scheme or suffix; other packages add their own
with the entry-point group `finnews_extract.sinks` (name = suffix or scheme, value = a class that takes
the target).

Every sink keeps the same promises: writing twice equals writing once; a process killed at any moment
leaves a destination that `--resume` brings to exactly the rows of an undisturbed run; nothing
half-written looks whole.
"""

from __future__ import annotations

from finnews_extract.sinks.base import Batch, Encoder, Run, Sink, open_sink, sink_names

__all__ = ["Batch", "Encoder", "Run", "Sink", "open_sink", "sink_names"]
