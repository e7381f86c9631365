"""Which blocks of a page are its article: a small learned classifier over the columns of the document."""

from cleaner.classifier.dropped import label_dropped
from cleaner.classifier.explain import explain
from cleaner.classifier.reconsider import reconsider
from cleaner.classifier.verdict import Verdict, classify

__all__ = ["Verdict", "classify", "explain", "label_dropped", "reconsider"]
