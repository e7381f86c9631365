"""The group `cleaner`: exit codes, and errors as one clear line."""

from __future__ import annotations

import click

from cleaner import __version__
from cleaner.batch.summary import EXIT_INTERRUPTED, EXIT_NOTHING_READ, EXIT_SOME_FAILED
from cleaner.cli.bench import bench
from cleaner.cli.clean import clean
from cleaner.cli.dolma import export_dolma
from cleaner.cli.explain import explain
from cleaner.cli.inert import clean_text
from cleaner.cli.learn import learn_site
from cleaner.cli.preview import preview
from cleaner.cli.replay import replay
from cleaner.cli.report import report
from cleaner.cli.restore import restore
from cleaner.cli.rule_reports import backtest, drift
from cleaner.cli.rule_tools import import_ftr, new, suggest
from cleaner.cli.rule_tune import tune
from cleaner.cli.rules import rules
from cleaner.cli.run import run
from cleaner.cli.serve import serve
from cleaner.errors import CleanerError, InputError


class Failed(click.ClickException):
    """An error that was foreseen: shown as it is, without usage and traceback."""

    exit_code = EXIT_SOME_FAILED


class NothingRead(Failed):
    """The input could not be read at all."""

    exit_code = EXIT_NOTHING_READ


class Guarded(click.Group):
    """Turns foreseen exceptions into a line and an exit code."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except InputError as error:
            raise NothingRead(clean_text(str(error))) from error
        except CleanerError as error:
            raise Failed(clean_text(str(error))) from error
        except BrokenPipeError:
            raise  # click ends quietly where the reader of a pipe has gone
        except OSError as error:
            told = f"{error.filename}: {error.strerror}" if error.filename else str(error)
            raise NothingRead(f"{clean_text(told)}; check the path and its rights") from error
        except KeyboardInterrupt:
            click.echo("interrupted", err=True)
            ctx.exit(EXIT_INTERRUPTED)


@click.group(
    cls=Guarded,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Exit codes:
  0    all is well
  1    some pages failed or inputs were unreadable, a page gave no text, a log
       does not fit, or lint or test found faults
  2    the command line is wrong
  3    nothing could be read
  130  interrupted (Ctrl-C)

\b
Example:
  cleaner explain page.html""",
)
@click.version_option(__version__, prog_name="cleaner")
def main() -> None:
    """Scraped pages in, clean article bodies and a log of everything taken away out."""


for command in (bench, clean, explain, preview, run, serve, learn_site, report, restore, replay, export_dolma, rules):
    main.add_command(command)
for tool in (new, suggest, tune, backtest, drift, import_ftr):
    rules.add_command(tool)
