"""What can be said against a rule file, all at once, each with its place, its code and a cure.

`examine` looks at one file alone, `between` at files in their book; `fixes` mends what is safe; `pages` explains codes.
"""

from cleaner.authoring.lint.book import between
from cleaner.authoring.lint.examine import examine

__all__ = ["between", "examine"]
