"""The rule book: rule files in YAML, read, checked, compiled and chosen for a page.

Import from the modules: `book.Rulebook` loads and chooses, `ruleset.RuleSet` is what stages get, `types` holds
the values.
"""
