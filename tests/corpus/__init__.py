"""The corpus: invented pages with what should be left of them. A directory is a case."""
