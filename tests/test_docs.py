"""The documents are true: README code gives its output, links exist, the CLI page is current."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_readme_code_gives_the_printed_output() -> None:
    code = re.search(r"```python\n(.*?)```", README, re.S)
    printed = re.search(r"```text\n(.*?)```", README, re.S)
    assert code is not None and printed is not None
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(code.group(1), "README.md", "exec"), {})
    assert out.getvalue() == printed.group(1)


def test_links_of_the_documents_exist() -> None:
    missing = []
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
            if not (page.parent / target).exists():
                missing.append(f"{page.name}: {target}")
    assert missing == []


def test_cli_page_is_current() -> None:
    spec = importlib.util.spec_from_file_location("build_cli_docs", ROOT / "tools" / "build_cli_docs.py")
    assert spec is not None and spec.loader is not None
    builder = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(builder)
    assert (ROOT / "docs" / "CLI_HELP.md").read_text(encoding="utf-8") == builder.document()


def test_both_readme_commands_are_marked_for_ci() -> None:
    for name in ("convert-command", "test-command"):
        block = re.search(rf"<!-- {name} -->\n```bash\n(.+)\n```", README)
        assert block is not None and "\n" not in block.group(1)
