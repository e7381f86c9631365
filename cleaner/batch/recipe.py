"""A cleaner that travels as the few settings it is made from: a rule book is a megabyte, and every machine has one."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from cleaner.api import Cleaner
from cleaner.document import USUAL_LIMITS
from cleaner.errors import InputError
from cleaner.model import Limits, Opinion, Page
from cleaner.result import Result

# Settings in use at the same time in one process.
_KEPT = 2


@dataclass(frozen=True, slots=True)
class Recipe:
    """Settings of a `Cleaner`, and a cleaner made from them when the first page comes, once a process.

    digest: of the rule book that it must be; "" for whatever is installed. The others are those of `Cleaner`.
    """

    site_rules: bool = True
    user_rules: str | None = None
    second_opinion: Opinion = "never"
    model: str | None = None
    site_index: str | None = None
    digest: str = ""
    limits: Limits = USUAL_LIMITS

    def __call__(self, page: Page) -> Result:
        """Raises as `load`."""
        return self.load().clean_page(page)

    def load(self) -> Cleaner:
        """Raises InputError where the rules cannot be found here, or are others than those of the run."""
        return _load(self)


@functools.lru_cache(_KEPT)
def _load(recipe: Recipe) -> Cleaner:
    cleaner = Cleaner(
        site_rules=recipe.site_rules,
        user_rules=recipe.user_rules,
        second_opinion=recipe.second_opinion,
        model=recipe.model,
        site_index=recipe.site_index,
        limits=recipe.limits,
    )
    if recipe.digest not in ("", cleaner.rules.digest):
        raise InputError(
            f"the rule book of this machine is {cleaner.rules.digest}, that of the run is {recipe.digest}; install the "
            "same version of article-cleaner everywhere, and keep your own rules in a folder that all machines see"
        )
    return cleaner
