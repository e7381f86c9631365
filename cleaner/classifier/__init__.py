"""Which blocks of a page are its article: a small learned classifier over the columns of the document."""

from cleaner.classifier.dropped import label_dropped
from cleaner.classifier.explain import explain
from cleaner.classifier.gold import read_records
from cleaner.classifier.islands import without_islands
from cleaner.classifier.model import ARTICLE, PAGE_TYPES, Model, load_model
from cleaner.classifier.reconsider import reconsider
from cleaner.classifier.scores import Score, score
from cleaner.classifier.scores import table as score_table
from cleaner.classifier.standfirst import with_standfirst
from cleaner.classifier.verdict import Verdict, classify

__all__ = [
    "ARTICLE",
    "PAGE_TYPES",
    "Model",
    "Score",
    "Verdict",
    "classify",
    "explain",
    "label_dropped",
    "load_model",
    "read_records",
    "reconsider",
    "score",
    "score_table",
    "with_standfirst",
    "without_islands",
]
