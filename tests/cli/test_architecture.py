"""The layers hold, each library has one door, and the package ships what it needs."""

from __future__ import annotations

import ast
import configparser
import re
import subprocess
import sys
from pathlib import Path

import pytest

import cleaner

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(not (ROOT / "setup.cfg").is_file(), reason="the tests run outside a checkout")


@pytest.fixture
def config() -> configparser.ConfigParser:
    config = configparser.ConfigParser(interpolation=None)
    config.read(ROOT / "setup.cfg", "utf-8")
    return config


def test_layers_and_doors_hold() -> None:
    # In a process of its own: where another test has loaded zope.interface, import-linter ends with "__provides__".
    program = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert 0 == done.returncode, done.stdout + done.stderr


def test_every_package_is_listed_in_setup_cfg(config: configparser.ConfigParser) -> None:
    listed = set(config["options"]["packages"].split())
    found = {".".join(path.parent.relative_to(ROOT).parts) for path in (ROOT / "cleaner").rglob("__init__.py")}
    assert found | {"cleaner.rules"} == listed


def test_every_file_beside_the_code_is_package_data(config: configparser.ConfigParser) -> None:
    patterns = config["options.package_data"]["cleaner"].split()
    folder = ROOT / "cleaner"
    shipped = {path for pattern in patterns for path in folder.glob(pattern)}
    code = (".py", ".pyc")
    found = {p for p in folder.rglob("*") if p.is_file() and p.suffix not in code and p.name != "README.md"}
    assert found == shipped


def test_every_import_is_a_declared_requirement(config: configparser.ConfigParser) -> None:
    """Names of distributions that differ from their modules are translated."""
    modules = {"google_re2": "re2", "pyyaml": "yaml", "scikit_learn": "sklearn"}
    extras = (value for name, value in config["options.extras_require"].items() if name != "test")
    options = (config["options"]["install_requires"], *extras)
    requirements = "".join(options).splitlines()
    names = [
        match[0].lower().replace("-", "_") for line in requirements if (match := re.match(r"[A-Za-z][\w-]*", line))
    ]
    declared = {modules.get(name, name) for name in names}
    third = set()
    for path in (ROOT / "cleaner").rglob("*.py"):
        third |= _imported(path) - sys.stdlib_module_names - {"cleaner"}
    bundled = {"pydantic_core": "pydantic", "markupsafe": "jinja2", "markdown_it": "rich"}
    assert {bundled.get(name, name) for name in third} <= declared


def _imported(path: Path) -> set[str]:
    """The first parts of the modules that a file imports, of its code alone: a docstring may have "from users", too."""
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.append(node.module or "")
    return {name.partition(".")[0] for name in names}


def test_settings_stand_in_setup_cfg_and_pyproject_holds_build_and_ruff_alone() -> None:
    tables = re.findall(r"^\[([\w.-]+)\]", (ROOT / "pyproject.toml").read_text("utf-8"), re.M)
    assert {"build-system", "tool"} == {table.partition(".")[0] for table in tables}
    assert all(table.startswith(("build-system", "tool.ruff")) for table in tables)


def test_importing_the_library_does_not_import_the_command() -> None:
    code = "import cleaner, sys; sys.exit('click' in sys.modules or 'rich' in sys.modules)"
    assert 0 == subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT).returncode


def test_the_version_is_a_version() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+\S*", cleaner.__version__)
