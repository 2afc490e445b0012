"""Build hook: compile the hot modules with mypyc where a C compiler is, else ship them as plain Python.

The modules stay typed Python; the compiled twins are made in a temporary folder and only ever go into a
wheel, so a checkout never holds a stale one. `FINNEWS_EXTRACT_PURE=1` asks for plain Python.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_SETUP = """\
from setuptools import setup
from mypyc.build import mypycify
hot = mypycify({arguments!r}, opt_level="2", debug_level="0", multi_file=True)
setup(name="hot", packages=[], ext_modules=hot, options={{"build_ext": {{"parallel": {jobs}}}}})
"""


class CompileHotModules(BuildHookInterface):  # type: ignore[type-arg]
    """Add the compiled modules named in pyproject.toml to the wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile into a temporary folder and force-include what came out; say why when nothing did."""
        if self.target_name != "wheel" or version == "editable" or os.environ.get("FINNEWS_EXTRACT_PURE"):
            return
        self._scratch = tempfile.mkdtemp(prefix="finnews-extract-")
        built = self._compile(Path(self._scratch))
        if not built:
            return
        build_data["pure_python"] = False
        build_data["infer_tag"] = True
        build_data["force_include"].update(built)

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the temporary folder once the wheel is written."""
        shutil.rmtree(getattr(self, "_scratch", ""), ignore_errors=True)

    def _compile(self, scratch: Path) -> dict[str, str]:
        arguments = ["--ignore-missing-imports", "--follow-imports=silent", *self._modules()]
        shutil.copytree(Path(self.root) / "finnews_extract", scratch / "finnews_extract")
        setup = _SETUP.format(arguments=arguments, jobs=os.cpu_count() or 1)
        (scratch / "setup.py").write_text(setup, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "setup.py", "-q", "build_ext", "--build-lib", "out", "--build-temp", "tmp"],
            cwd=scratch,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            reason = (done.stderr or done.stdout).strip().splitlines()[-1:] or ["unknown reason"]
            self.app.display_warning(f"hot modules not compiled ({reason[0]}); shipping plain Python")
            return {}
        out = scratch / "out"
        return {
            str(path): path.relative_to(out).as_posix() for path in sorted(out.rglob("*.*")) if path.is_file()
        }

    def _modules(self) -> list[str]:
        """Paths of `modules`, whose entries may be patterns, without those of `plain`."""
        root = Path(self.root)
        found = {path for pattern in self.config["modules"] for path in root.glob(pattern)}
        found -= {root / name for name in self.config["plain"]}
        return [path.relative_to(root).as_posix() for path in sorted(found)]
