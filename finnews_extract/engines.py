"""The same extraction inside other engines: one function from record batches to record batches, thin
adapters.

`extract_batches` is what every engine runs. Ray Data: `ray_dataset(ds)`, actors that load the tables
once. Spark: `spark_frame(df)`, `mapInArrow`. `open_engine` gives `convert` its workers: local processes,
or a Ray cluster.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar

from finnews_extract.archives import ReadOptions
from finnews_extract.article import article_from_fields, read_fields
from finnews_extract.errors import ArticleError, FinnewsError
from finnews_extract.extraction import Extraction
from finnews_extract.records import Article
from finnews_extract.schemas import ARTICLE_TABLES, arrow_schema
from finnews_extract.workers import WAITING, Workers

if TYPE_CHECKING:
    import pyarrow as pa

    from finnews_extract.pipeline import Extractor

Engine = Literal["local", "ray"]
Task = TypeVar("Task")
Result = TypeVar("Result")


class TaskRunner(Protocol):
    """What `convert` needs of an engine: see `workers.Workers`."""

    def ordered(
        self, function: Callable[[Task], Result], tasks: Iterable[Task], stop: Callable[[], bool] = ...
    ) -> Iterator[Result]: ...

    def map(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]: ...


def extract_batches(
    batches: Iterable[pa.RecordBatch],
    table: str = "facts",
    *,
    options: ReadOptions | None = None,
    extractor: Extractor | None = None,
) -> Iterator[pa.RecordBatch]:
    """Articles as record batches -> one table of what they say, batch by batch.

    The columns of an article are those of a JSON line (text or content, title, date, id, url …;
    `options.fields` says otherwise). `table` is one of articles, figures, periods, mentions, facts,
    fact_subjects, claims, diagnostics; the schema is that of docs/TABLES.md. Rows that are no article (no
    text) are left out.
    """
    from finnews_extract.arrow import to_tables

    if table not in {spec.name for spec in ARTICLE_TABLES}:
        raise ValueError(f"no table {table!r}; there are {', '.join(spec.name for spec in ARTICLE_TABLES)}")
    if extractor is None:
        from finnews_extract.pipeline import default_extractor

        extractor = default_extractor()
    for batch in batches:
        articles = _articles(batch, options or ReadOptions())
        extractions: list[Extraction] = [extractor.extract_article(article) for article in articles]
        yield from to_tables(extractions)[table].combine_chunks().to_batches()


def _articles(batch: pa.RecordBatch, options: ReadOptions) -> Iterator[Article]:
    for number, row in enumerate(batch.to_pylist()):
        try:
            fields = read_fields(row, options.fields)
            article = article_from_fields(
                fields, identity=fields.id or str(number), source_uri=f"row {number}"
            )
        except ArticleError:
            continue
        if options.takes(article):
            yield article


class ArrowExtractor:
    """`extract_batches` as a class that loads its tables once: what Ray's actors and Spark's tasks hold."""

    def __init__(self, table: str = "facts", options: ReadOptions | None = None) -> None:
        self.table, self.options = table, options

    def __call__(self, content: pa.Table) -> pa.Table:
        """One Arrow table of articles -> one Arrow table of `table`."""
        import pyarrow as pa

        batches = extract_batches(content.to_batches(), self.table, options=self.options)
        return pa.Table.from_batches(list(batches), schema=arrow_schema(self.table))


def ray_dataset(
    dataset: Any, table: str = "facts", *, options: ReadOptions | None = None, workers: int = 2
) -> Any:
    """A Ray Dataset of articles -> a Ray Dataset of a table, `workers` actors, Arrow in and out."""
    import ray

    return dataset.map_batches(
        ArrowExtractor,
        fn_constructor_kwargs={"table": table, "options": options},
        batch_format="pyarrow",
        batch_size=500,
        compute=ray.data.ActorPoolStrategy(size=workers),
    )


def spark_frame(frame: Any, table: str = "facts", *, options: ReadOptions | None = None) -> Any:
    """A Spark DataFrame of articles -> a Spark DataFrame of a table, by `mapInArrow`."""
    from pyspark.sql.pandas.types import from_arrow_schema

    schema = from_arrow_schema(arrow_schema(table))

    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return extract_batches(batches, table, options=options)

    return frame.mapInArrow(run, schema)


def open_engine(
    engine: Engine, workers: int, preload: tuple[str, ...] = ()
) -> AbstractContextManager[TaskRunner]:
    """The workers of a conversion: local processes, or tasks on the Ray cluster this machine belongs to."""
    if engine == "ray":
        return RayWorkers(workers)
    return Workers(workers, preload)


class RayWorkers(AbstractContextManager["RayWorkers"]):
    """Units of work as Ray tasks, taken over in order; starts a local Ray when there is no cluster."""

    def __init__(self, count: int) -> None:
        self.count = max(1, count)
        self._started = False

    def __enter__(self) -> RayWorkers:
        try:
            import ray
        except ImportError as error:
            raise FinnewsError("--engine ray needs Ray; pip install 'finnews-extract[ray]'") from error
        if not ray.is_initialized():
            ray.init(log_to_driver=False, include_dashboard=False, num_cpus=self.count)
            self._started = True
        return self

    def __exit__(self, *_: object) -> None:
        if self._started:
            import ray

            ray.shutdown()

    def ordered(
        self,
        function: Callable[[Task], Result],
        tasks: Iterable[Task],
        stop: Callable[[], bool] = lambda: False,
    ) -> Iterator[Result]:
        """Results in the order of `tasks`; see `Workers.ordered`."""
        from collections import deque

        import ray

        remote = ray.remote(num_cpus=1, max_retries=3)(_call)
        shared = ray.put(function)
        running: deque[Any] = deque()
        try:
            for task in tasks:
                if stop():
                    return
                running.append(remote.remote(shared, task))
                if len(running) >= WAITING * self.count:
                    yield ray.get(running.popleft())
            while running and not stop():
                yield ray.get(running.popleft())
        except (ray.exceptions.WorkerCrashedError, ray.exceptions.RayActorError) as error:
            raise FinnewsError(f"a Ray worker died: {error}; run again with --resume") from error

    def map(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """`ordered` without a way to stop."""
        return self.ordered(function, tasks)


def _call(function: Callable[[Task], Result], task: Task) -> Result:
    return function(task)
