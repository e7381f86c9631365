"""Every command says what it does, and shows how."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import click
import pytest

from cleaner.cli import main
from tests.cli.conftest import Invoke


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, group
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        assert name == command.name
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


ALL = dict(commands(main))
OPTIONS = [
    (path, option) for path, command in ALL.items() for option in command.params if isinstance(option, click.Option)
]


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_each_command_has_a_help_text(path: tuple[str, ...]) -> None:
    assert len(ALL[path].help or "") > 20


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_the_help_of_each_command_shows_an_example_of_it(invoke: Invoke, path: tuple[str, ...]) -> None:
    output = invoke(*path, "--help").stdout
    assert " ".join(("cleaner", *path)) in output.partition("Example:")[2]


@pytest.mark.parametrize(("path", "option"), OPTIONS, ids=str)
def test_each_option_has_a_help_text(path: tuple[str, ...], option: click.Option) -> None:
    assert option.help or option.name == "form", f"{option.opts} of {' '.join(path)} has no help"


def test_the_exit_codes_are_documented(invoke: Invoke) -> None:
    output = invoke("--help").stdout
    assert all(f"  {code} " in output for code in (0, 1, 2, 3, 130))


def test_the_commands_are_those_that_are_promised() -> None:
    rules = "list which lint test schema docs explain-code".split()
    promised = ["clean", "explain", "run", "restore", "replay", *(f"rules/{name}" for name in rules)]
    assert set(promised) <= {"/".join(path) for path in ALL}


def test_the_command_clean_loads_nothing_of_the_other_commands() -> None:
    code = "import sys; from cleaner.cli import main; main(['clean', '-h'], standalone_mode=False); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert {"cleaner.cli.clean"} == loaded & {"cleaner.cli.clean", "cleaner.cli.run", "cleaner.authoring"}
