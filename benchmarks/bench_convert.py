"""The whole work on an archive: read, extract with facts, write Parquet; against jieba.lcut in the same run.

    python benchmarks/bench_convert.py posts.zip --workers 2 --copies 10

Prints articles/s/core and characters/s, the ratio to jieba's segmentation of the same texts, the speed-up
of two workers over one, and peak memory (main process plus workers) for the archive and for `--copies` of
it under other ids.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from pathlib import Path

from finnews_extract.archives import iter_articles
from finnews_extract.errors import ArticleError


def replicate(source: Path, target: Path, copies: int) -> None:
    """The posts of a zip several times under other paths, which gives them other ids."""
    packed = {"compression": zipfile.ZIP_DEFLATED, "compresslevel": 1}
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", **packed) as new:
        for copy in range(copies):
            for name in old.namelist():
                new.writestr(f"{copy}/{name}", old.read(name))


def memory_of(pids: list[int]) -> int:
    """Proportional set size of processes in kB: shared pages are counted once."""
    total = 0
    for pid in pids:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total


def descendants(pid: int) -> list[int]:
    """A process and everything it started."""
    found = [pid]
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in path.read_text().split():
            found += descendants(int(child))
    return found


def run_once(source: str, target: str, workers: int) -> dict[str, float]:
    """One conversion in a fresh process: seconds inside `convert`, articles, characters, peak memory."""
    code = (
        "import sys, json\nfrom finnews_extract.convert import convert\n"
        "if __name__ == '__main__':\n"
        "    s = convert([sys.argv[1]], sys.argv[2], workers=int(sys.argv[3]))\n"
        "    print(json.dumps(s.to_dict()))\n"
    )
    with tempfile.NamedTemporaryFile("w", suffix=".py") as script:
        script.write(code)
        script.flush()
        process = subprocess.Popen(
            [sys.executable, script.name, source, target, str(workers)], stdout=subprocess.PIPE, text=True
        )
        peak = [0]
        stop = threading.Event()

        def watch() -> None:
            while not stop.wait(0.1):
                try:
                    peak[0] = max(peak[0], memory_of(descendants(process.pid)))
                except OSError:
                    return

        watcher = threading.Thread(target=watch)
        watcher.start()
        out, _ = process.communicate()
        stop.set()
        watcher.join()
    return {**json.loads(out), "peak_mb": peak[0] / 1024}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--copies", type=int, default=0, help="also convert that many copies, for memory")
    arguments = parser.parse_args()
    texts = [a.text for a in iter_articles([arguments.archive]) if not isinstance(a, ArticleError)]
    with tempfile.TemporaryDirectory() as folder:
        import jieba

        jieba.setLogLevel(60)
        jieba.initialize()
        started = time.perf_counter()
        for text in texts:
            jieba.lcut(text)
        segmentation = time.perf_counter() - started
        one = run_once(str(arguments.archive), f"{folder}/one.parquet", 1)
        print(f"jieba.lcut           {len(texts) / segmentation:9.0f} articles/s")
        print(f"convert, one worker  {one['articles'] / one['seconds']:9.0f} articles/s/core")
        print(f"                     {one['characters'] / one['seconds']:9.0f} characters/s")
        print(f"ratio to jieba       {segmentation / one['seconds']:9.2f}")
        print(f"peak memory          {one['peak_mb']:9.0f} MB at {one['articles']} articles")
        source = arguments.archive
        if arguments.copies:
            source = Path(folder) / "copies.zip"
            replicate(arguments.archive, source, arguments.copies)
            many = run_once(str(source), f"{folder}/many.parquet", 1)
            print(f"peak memory          {many['peak_mb']:9.0f} MB at {many['articles']} articles")
            one = many
        several = run_once(str(source), f"{folder}/several.parquet", arguments.workers)
        rate, gain = several["articles"] / several["seconds"], one["seconds"] / several["seconds"]
        print(f"{arguments.workers} workers            {rate:9.0f} articles/s, {gain:.2f} x one")
        print(f"peak memory          {several['peak_mb']:9.0f} MB, all processes")


if __name__ == "__main__":
    main()
