"""`cleaner bench`: quality and speed on labelled pages, beside what a user could take instead."""

from cleaner.bench.facts import Facts, measure_facts, readers
from cleaner.bench.gold import Labelled, read_gold
from cleaner.bench.measure import Outcome, measure
from cleaner.bench.peers import PEERS, System, ours, peer
from cleaner.bench.plot import plot

__all__ = [
    "PEERS",
    "Facts",
    "Labelled",
    "Outcome",
    "System",
    "measure",
    "measure_facts",
    "ours",
    "peer",
    "plot",
    "read_gold",
    "readers",
]
