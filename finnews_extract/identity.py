"""Who made an extraction: library version, code, tables and settings, as hashes that manifests and rows
carry."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from finnews_extract.schemas import SCHEMA_VERSION
from finnews_extract.sinks.base import Run
from finnews_extract.tables import tables_digest


@lru_cache(maxsize=1)
def code_digest() -> str:
    """SHA-256 over the library's modules, so that changed code re-reads what older code read."""
    root = Path(__file__).resolve().parent
    digest = hashlib.sha256()
    for path in sorted(p for p in root.rglob("*") if p.suffix in (".py", ".so", ".pyd")):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


@lru_cache(maxsize=8)
def extractor_id(settings: Any) -> str:
    """Hash of everything that decides what an article becomes, the article aside."""
    digest = hashlib.blake2b(digest_size=16)
    for part in (code_digest(), tables_digest(), str(SCHEMA_VERSION)):
        digest.update(part.encode())
    digest.update(msgspec.json.encode(settings))
    if settings.master:
        digest.update(Path(settings.master).read_bytes())
    return digest.hexdigest()


def identify_run(sources: Sequence[str], options: Any, settings: Any) -> Run:
    """The row of `runs` for a conversion; equal for equal library, tables, settings and inputs."""
    from finnews_extract.version import __version__

    digest = hashlib.blake2b(extractor_id(settings).encode(), digest_size=16)
    digest.update(msgspec.json.encode([list(sources), options], enc_hook=str))
    return Run(
        run_id=digest.hexdigest(),
        version=__version__,
        code_digest=code_digest(),
        tables_digest=tables_digest(),
        schema_version=SCHEMA_VERSION,
        sources=tuple(sources),
        master=settings.master,
    )
