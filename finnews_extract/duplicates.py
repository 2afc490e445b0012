"""Near duplicates: a signature an article, and from all signatures the clusters of reposts and corrections.

A signature is 48 MinHash values over the 5-grams of the text, 16 over the set of its numerals, and one
byte that says whether the article calls itself a correction. A repost says the same with the same numbers
within three days: flashes of one template with other numbers (沪指收涨0.5%, 沪指收涨0.8%) are none. A
correction or update may change numbers. MinHash comes from `rensa` (Rust; 21 µs for the 940 shingles of an
average article, datasketch 367).

The clusters do not depend on the order in which articles were read: "first" is the earliest publication.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from finnews_extract.records import Article

TEXT_VALUES, NUMERAL_VALUES = 48, 16
BANDS, BAND_ROWS = 12, 4
SIGNATURE_BYTES = 4 * (TEXT_VALUES + NUMERAL_VALUES) + 1
REPOST_SIMILARITY, NUMERAL_SIMILARITY, CORRECTION_SIMILARITY = 0.7, 0.8, 0.5
REPOST_DAYS, CORRECTION_DAYS = 3, 30
NEIGHBOURS = (
    8  # how many later members of a band's bucket each member is compared with: keeps the work linear
)
LOAD_ROWS = 2_000

_SHINGLE = 5
_READ = ["article_id", "published", "signature", "cluster_id", "duplicate_of", "superseded_by"]
_TABLES = """
CREATE TABLE signed (n BIGINT, article_id VARCHAR, instant BIGINT, signature BLOB, cluster_id VARCHAR,
    duplicate_of VARCHAR, superseded_by VARCHAR);
CREATE TABLE bands (hash UBIGINT, n BIGINT, instant BIGINT);
"""
_CHANGES = """
WITH members AS (
    SELECT s.article_id, s.instant, root, s.signature[-1:] = '\\x01'::BLOB AS corrects
    FROM staged JOIN signed s USING (n)),
firsts AS (
    SELECT root, first(article_id ORDER BY instant NULLS LAST, article_id) AS first_id,
        last(article_id ORDER BY instant NULLS FIRST, article_id) FILTER (WHERE corrects) AS newest_id
    FROM members GROUP BY root),
newest AS (
    SELECT m.root, m.article_id AS newest_id, m.instant
    FROM members m JOIN firsts f ON m.root = f.root AND m.article_id = f.newest_id),
wanted AS (
    SELECT m.article_id, first_id AS cluster_id,
        CASE WHEN m.article_id <> first_id AND NOT corrects THEN first_id END AS duplicate_of,
        CASE WHEN w.newest_id <> m.article_id AND (m.instant <= w.instant OR m.instant IS NULL)
            THEN w.newest_id END AS superseded_by
    FROM members m JOIN firsts USING (root) LEFT JOIN newest w ON w.root = m.root),
compared AS (
    SELECT s.article_id, coalesce(w.cluster_id, s.article_id) AS cluster_id, w.duplicate_of, w.superseded_by,
        s.cluster_id AS c, s.duplicate_of AS d, s.superseded_by AS p
    FROM signed s LEFT JOIN wanted w USING (article_id))
SELECT article_id, cluster_id, duplicate_of, superseded_by FROM compared
WHERE (cluster_id, duplicate_of, superseded_by) IS DISTINCT FROM (c, d, p) ORDER BY article_id
"""
_NUMERAL = re.compile(rb"[0-9]+(?:[.,][0-9]+)*")
_DIGITS_ALONE = bytes(c if chr(c) in "0123456789.," else 0x20 for c in range(256))
_CORRECTION = re.compile(
    r"^[\s（(【\[]{0,2}(?:更正|勘误|订正|更新|修正|重发|[Cc]orrect(?:ion|ed)\b)|[（(【\[](?:更正|勘误|订正|更新)"
)


def signatures(articles: Sequence[Article]) -> list[bytes]:
    """The signature of each article; equal texts have equal signatures."""
    import numpy as np

    if not articles:
        return []
    texts = [article.text for article in articles]
    digests = [_digests(*_shingles(texts), TEXT_VALUES), _digests(*_numerals(texts), NUMERAL_VALUES)]
    return [
        row.tobytes() + (b"\1" if is_correction(article) else b"\0")
        for row, article in zip(np.hstack(digests).astype("<u4"), articles, strict=True)
    ]


def is_correction(article: Article) -> bool:
    """Whether the title or the first words say 更正, 勘误, 更新 …"""
    return bool(_CORRECTION.search((article.title or "")[:80]) or _CORRECTION.search(article.text[:20]))


def _shingles(texts: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Hashes of the 5-grams of letters, digits and ideographs, and where those of each text begin and end.

    Whitespace and punctuation do not count; a text with fewer than five characters is filled up with zeros.
    All texts are hashed as one array: one call of numpy costs as much as a thousand characters.
    """
    import numpy as np

    points = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype="<u4")
    places = np.flatnonzero(_counted().take(points, mode="clip"))
    bounds = np.searchsorted(places, _bounds(map(len, texts)))
    kept = points[places].astype(np.uint64)
    missing = np.maximum(_SHINGLE - np.diff(bounds), 0)
    if missing.any():
        kept = np.insert(kept, np.repeat(bounds[1:], missing), 0)
        bounds[1:] += np.cumsum(missing)
    inside = np.ones(len(kept) - _SHINGLE + 1, dtype=bool)
    for back in range(1, _SHINGLE):
        inside[bounds[1:-1] - back] = False
    return _rolled(kept)[inside], bounds - np.arange(len(bounds)) * (_SHINGLE - 1)


def _rolled(points: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """A hash of every five neighbours."""
    import numpy as np

    count = len(points) - _SHINGLE + 1
    hashes = points[:count].copy()
    for place in range(1, _SHINGLE):
        hashes *= np.uint64(0x9E3779B97F4A7C15)
        hashes += points[place : place + count]
    hashes ^= hashes >> np.uint64(31)
    hashes *= np.uint64(0xBF58476D1CE4E5B9)
    return hashes ^ (hashes >> np.uint64(29))


def _bounds(lengths: Iterable[int]) -> NDArray[np.int64]:
    """Where pieces of these lengths begin and end when they stand one behind another."""
    import numpy as np

    return np.cumsum([0, *lengths], dtype=np.int64)


@lru_cache(maxsize=1)
def _counted() -> NDArray[np.bool_]:
    """For each code point up to U+FFFF whether it counts: letters, digits, ideographs and kana."""
    import numpy as np

    table = np.zeros(0x10000, dtype=bool)
    for first, last in ((0x30, 0x39), (0x41, 0x5A), (0x61, 0x7A), (0x3041, 0x30FF), (0x3400, 0xFEFF)):
        table[first : last + 1] = True
    return table


def _numerals(texts: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Hashes of the numerals of each text, each numeral once, and where those of each text begin and end."""
    import numpy as np

    sets = [_numeral_set(text) or {0} for text in texts]
    hashes = np.fromiter(chain.from_iterable(sets), dtype=np.uint64)
    return hashes * np.uint64(0x9E3779B97F4A7C15), _bounds(map(len, sets))


def _numeral_set(text: str) -> set[int]:
    """Checksums of a text's numerals, found among what is left when everything else is blanked out."""
    found = set()
    for run in set(text.encode("ascii", "replace").translate(_DIGITS_ALONE).split()):
        if run.isdigit():
            found.add(zlib.crc32(run))
        else:
            found.update(map(zlib.crc32, _NUMERAL.findall(run)))
    return found


def _digests(hashes: NDArray[np.uint64], bounds: NDArray[np.int64], count: int) -> NDArray[np.uint32]:
    """MinHash values, one row a set."""
    import numpy as np
    from rensa import RMinHash  # type: ignore[import-untyped]

    matrix = RMinHash.digest_matrix_from_flat_token_hashes(hashes, bounds.astype(np.uint64), count, 42)
    return np.array(matrix.to_rows(), dtype=np.uint32)


def find_changes(rows: Iterable[pa.RecordBatch], memory_limit: str = "96MB") -> pa.Table:
    """The articles whose cluster is to be changed: article_id, cluster_id, duplicate_of, superseded_by.

    `rows` has article_id, published, signature and the present cluster_id, duplicate_of, superseded_by.
    Everything is kept in a temporary database on disk, so that memory does not grow with the archive.
    """
    import tempfile
    from pathlib import Path

    import duckdb

    with tempfile.TemporaryDirectory(prefix="finnews-duplicates-") as folder:
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": memory_limit,
            "threads": 1,
            "temp_directory": folder,
        }
        with duckdb.connect(str(Path(folder) / "signatures.duckdb"), config=config) as database:
            _load(database, rows)
            clusters = _clusters(_similar_pairs(database))
            return _changes(database, clusters)


def _load(database: Any, rows: Iterable[pa.RecordBatch]) -> None:
    import numpy as np
    import pyarrow as pa

    database.execute(_TABLES)
    first = 0
    for batch in _gathered(rows):
        numbers = pa.array(range(first, first + batch.num_rows), pa.int64())
        first += batch.num_rows
        instant = batch["published"].cast(pa.int64())
        present = {name: batch[name] for name in ("cluster_id", "duplicate_of", "superseded_by")}
        signed = {"n": numbers, "article_id": batch["article_id"], "instant": instant}
        staged = pa.table({**signed, "signature": batch["signature"], **present})
        database.register("staged", staged)
        database.execute("INSERT INTO signed SELECT * FROM staged")
        values = _values(batch["signature"].to_pylist())[:, :TEXT_VALUES].astype(np.uint64)
        grouped = values.reshape(-1, BANDS, BAND_ROWS)
        hashes = np.zeros(grouped.shape[:2], dtype=np.uint64) + np.arange(BANDS, dtype=np.uint64)
        for row in range(BAND_ROWS):
            hashes = (hashes ^ grouped[:, :, row]) * np.uint64(0x9E3779B97F4A7C15)
            hashes ^= hashes >> np.uint64(32)
        repeated = pa.array(np.repeat(np.arange(batch.num_rows), BANDS))
        bands = pa.table(
            {"hash": hashes.ravel(), "n": numbers.take(repeated), "instant": instant.take(repeated)}
        )
        database.register("staged", bands)
        database.execute("INSERT INTO bands SELECT * FROM staged")


def _gathered(rows: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The rows that have a signature, LOAD_ROWS or more at a time: each insertion is a transaction."""
    import pyarrow as pa
    import pyarrow.compute as pc

    waiting: list[pa.RecordBatch] = []
    for batch in rows:
        columns = [batch[name] for name in _READ]  # sinks differ in the order
        batch = pa.RecordBatch.from_arrays(columns, _READ)
        waiting.append(batch.filter(pc.is_valid(batch["signature"])))
        if sum(map(len, waiting)) >= LOAD_ROWS:
            yield pa.concat_batches(waiting)
            waiting = []
    if any(map(len, waiting)):
        yield pa.concat_batches(waiting)


def _values(signed: list[bytes]) -> NDArray[np.uint32]:
    import numpy as np

    joined = b"".join(s[:-1] for s in signed)
    return np.frombuffer(joined, dtype="<u4").reshape(len(signed), TEXT_VALUES + NUMERAL_VALUES)


def _similar_pairs(database: Any) -> Iterator[tuple[int, int]]:
    """Pairs of article numbers that are reposts or corrections of each other."""
    import numpy as np

    followers = ", ".join(f"lead(n, {step}) OVER bucket" for step in range(1, NEIGHBOURS + 1))
    candidates = database.sql(
        f"WITH followed AS (SELECT n, [{followers}] AS others FROM bands"
        "  WINDOW bucket AS (PARTITION BY hash ORDER BY instant NULLS FIRST, n)),"
        " pairs AS (SELECT DISTINCT n AS a, unnest(others) AS b FROM followed)"
        " SELECT a, b, x.instant AS at_a, y.instant AS at_b, x.signature AS sig_a, y.signature AS sig_b"
        " FROM pairs JOIN signed x ON x.n = a JOIN signed y ON y.n = b WHERE b IS NOT NULL"
    )
    for batch in candidates.to_arrow_reader(LOAD_ROWS):
        left, right = batch["sig_a"].to_pylist(), batch["sig_b"].to_pylist()
        equal = _values(left) == _values(right)
        texts = equal[:, :TEXT_VALUES].mean(axis=1)
        numerals = equal[:, TEXT_VALUES:].mean(axis=1)
        corrects = np.array([a[-1] != b[-1] for a, b in zip(left, right, strict=True)], dtype=bool)
        days = _days_apart(batch["at_a"], batch["at_b"])
        repost = (texts >= REPOST_SIMILARITY) & (numerals >= NUMERAL_SIMILARITY) & (days <= REPOST_DAYS)
        correction = corrects & (texts >= CORRECTION_SIMILARITY) & (days <= CORRECTION_DAYS)
        for row in np.flatnonzero(repost | correction):
            yield batch["a"][int(row)].as_py(), batch["b"][int(row)].as_py()


def _days_apart(a: pa.Array, b: pa.Array) -> NDArray[np.float64]:
    """Days between two columns of microseconds; 0 where one is not known."""
    import numpy as np
    import pyarrow.compute as pc

    gap = pc.fill_null(pc.abs(pc.subtract(a, b)), 0).to_numpy(zero_copy_only=False)
    return np.asarray(gap, dtype=np.float64) / 86_400e6


def _clusters(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Union-find over the pairs: article number -> root, for articles that have a duplicate."""
    parent: dict[int, int] = {}

    def root(n: int) -> int:
        while parent.setdefault(n, n) != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    for a, b in pairs:
        low, high = sorted((root(a), root(b)))
        parent[high] = low
    return {n: root(n) for n in list(parent)}


def _changes(database: Any, clusters: dict[int, int]) -> pa.Table:
    """Clusters -> the rows that differ from what the articles say now."""
    import pyarrow as pa

    staged = pa.table(
        {"n": pa.array(list(clusters), pa.int64()), "root": pa.array(list(clusters.values()), pa.int64())}
    )
    database.register("staged", staged)
    changes: pa.Table = database.sql(_CHANGES).to_arrow_table()
    return changes
