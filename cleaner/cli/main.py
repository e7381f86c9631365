"""The group `cleaner`: exit codes, and errors as one clear line."""

from __future__ import annotations

import click

from cleaner import __version__
from cleaner.batch.summary import EXIT_INTERRUPTED, EXIT_NOTHING_READ, EXIT_SOME_FAILED
from cleaner.cli.inert import clean_text
from cleaner.cli.lazy import LazyGroup
from cleaner.errors import CleanerError, InputError

_COMMANDS = {
    "bench": "cleaner.cli.bench:bench",
    "clean": "cleaner.cli.clean:clean",
    "explain": "cleaner.cli.explain:explain",
    "export-dolma": "cleaner.cli.dolma:export_dolma",
    "learn-site": "cleaner.cli.learn:learn_site",
    "preview": "cleaner.cli.preview:preview",
    "replay": "cleaner.cli.replay:replay",
    "report": "cleaner.cli.report:report",
    "restore": "cleaner.cli.restore:restore",
    "rules": "cleaner.cli.rules:rules",
    "run": "cleaner.cli.run:run",
    "serve": "cleaner.cli.serve:serve",
}


class Failed(click.ClickException):
    """An error that was foreseen: shown as it is, without usage and traceback."""

    exit_code = EXIT_SOME_FAILED


class NothingRead(Failed):
    """The input could not be read at all."""

    exit_code = EXIT_NOTHING_READ


class Guarded(LazyGroup):
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
    places=_COMMANDS,
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
