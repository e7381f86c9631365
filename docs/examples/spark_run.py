"""A run on a cluster by spark-submit; what follows the script is the command line of `cleaner run`.

    spark-submit --master yarn docs/examples/spark_run.py crawl/*.warc.gz --out /shared/clean

DIR and the inputs must be seen by all machines under the same paths. A run that was killed goes on when started again.
"""

import sys

from cleaner.cli import main

main(["run", "--engine", "spark", *sys.argv[1:]])
