"""Engines stay optional: nothing loads them that does not ask for them, and what is missing says how to get it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cleaner.errors import MissingExtra
from cleaner.extras import import_extra
from tests.conftest import ROOT

# Imports of these take seconds, or are not there at all.
OPTIONAL = (
    "pyarrow pyspark ray datatrove datasets scrapy twisted pandas polars duckdb starlette uvicorn prometheus_client "
    "fsspec matplotlib"
).split()
WITHOUT = """
import sys
for name in {names}:
    sys.modules[name] = None
{code}
"""


def python(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)


def test_importing_and_using_the_library_loads_nothing_optional() -> None:
    code = f"""
import sys, click, cleaner, cleaner.batch, cleaner.rows, cleaner.adapters.dolma, cleaner.serve
from cleaner.cli import main
context = click.Context(main)
rules = main.get_command(context, "rules")
assert all(group.get_command(context, name) for group in (main, rules) for name in group.list_commands(context))
assert cleaner.Cleaner().clean("A boat sails again on Monday, they say.").status == "ok"
print([name for name in {OPTIONAL} if name in sys.modules])
"""
    done = python(code)
    assert (0, "[]\n") == (done.returncode, done.stdout), done.stderr


def test_the_command_loads_nothing_optional_for_a_run(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("A boat sails again on Monday, they say.")
    code = """
import sys
from cleaner.cli import main
main(["run", sys.argv[1], "--out", sys.argv[2], "--workers", "0", "-q", "--no-report"], standalone_mode=False)
"""
    check = f"import atexit, sys; atexit.register(lambda: print([n for n in {OPTIONAL} if n in sys.modules]))\n"
    done = python(check + code, tmp_path / "page.txt", tmp_path / "out")
    assert (0, "[]\n") == (done.returncode, done.stdout), done.stderr


@pytest.mark.parametrize(
    ("module", "missing", "command"),
    [
        ("cleaner.arrow", "pyarrow", 'pip install "article-cleaner[arrow]"'),
        ("cleaner.spark", "pyarrow", 'pip install "article-cleaner[arrow]"'),
        ("cleaner.adapters.frames", "pyarrow", 'pip install "article-cleaner[arrow]"'),
        ("cleaner.adapters.datasets", "pyarrow", 'pip install "article-cleaner[arrow]"'),
        ("cleaner.adapters.datatrove", "datatrove", 'pip install "article-cleaner[datatrove]"'),
        ("cleaner.adapters.scrapy", "scrapy", 'pip install "article-cleaner[scrapy]"'),
    ],
)
def test_a_module_without_its_library_says_which_command_installs_it(module: str, missing: str, command: str) -> None:
    done = python(WITHOUT.format(names=[missing], code=f"import {module}"))
    assert command in done.stderr.splitlines()[-1]


@pytest.mark.parametrize(("engine", "package"), [("spark", "pyspark"), ("ray", "ray")])
def test_an_engine_that_is_not_installed_is_one_line_with_the_command(
    tmp_path: Path, engine: str, package: str
) -> None:
    code = WITHOUT.format(names=[package], code="from cleaner.cli import main; main(sys.argv[1:])")
    done = python(code, "run", ROOT / "corpus", "--out", tmp_path / "out", "--engine", engine)
    assert 1 == done.returncode
    assert done.stderr.startswith(f"Error: {package} cannot be used here")
    assert f'pip install "article-cleaner[{engine}]"' in done.stderr
    assert 1 == len(done.stderr.splitlines())


@pytest.mark.parametrize("package", ["starlette", "uvicorn", "prometheus_client"])
def test_the_service_without_its_packages_is_one_line_with_the_command(package: str) -> None:
    code = WITHOUT.format(names=[package], code="from cleaner.cli import main; main(['serve', '--port', '0'])")
    done = python(code)
    assert (1, 1) == (done.returncode, len(done.stderr.splitlines()))
    assert f"Error: {package} cannot be used here" in done.stderr
    assert 'pip install "article-cleaner[serve]"' in done.stderr


def test_clean_dataset_without_datasets_says_which_command_installs_it() -> None:
    code = "from cleaner.adapters.datasets import clean_dataset; clean_dataset(None)"
    done = python(WITHOUT.format(names=["datasets"], code=code))
    assert 'pip install "article-cleaner[datasets]"' in done.stderr.splitlines()[-1]


def test_a_missing_package_is_named_with_the_reason() -> None:
    with pytest.raises(MissingExtra, match=r"nowhere cannot be used here \(No module named 'nowhere'\): pip install"):
        import_extra("nowhere.at.all", "none")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--master", "local[2]"), "--master goes with --engine spark"),
        (("--engine", "spark", "--address", "auto"), "--address goes with --engine ray"),
        (("--engine", "ray", "--workers", "0"), "--workers 0 cleans in this process"),
    ],
)
def test_options_that_do_not_fit_are_refused_before_anything_is_started(
    tmp_path: Path, options: tuple[str, ...], told: str
) -> None:
    code = "import sys; from cleaner.cli import main; main(sys.argv[1:])"
    done = python(code, "run", ROOT / "corpus", "--out", tmp_path / "out", *options)
    assert 2 == done.returncode
    assert told in done.stderr
    assert not (tmp_path / "out").exists()
