"""Pages that are a table of Spark already: cleaned by a step of the query.

spark-submit docs/examples/spark_frame.py pages.parquet clean.parquet
"""

import sys

from pyspark.sql import SparkSession

from cleaner.arrow import Settings
from cleaner.spark import clean_frame

source, target = sys.argv[1:]
spark = (
    SparkSession.builder.appName("cleaner")
    # Pages are large: 64 of them are a batch, not the 10,000 rows that are usual.
    .config("spark.sql.execution.arrow.maxRecordsPerBatch", "64")
    .getOrCreate()
)
pages = spark.read.parquet(source)  # columns html (or text), url, id …: see cleaner/arrow.py
clean = clean_frame(pages, Settings(keep=("crawl",))).cache()
clean.write.mode("overwrite").parquet(target)
for row in clean.groupBy("status", "code").count().orderBy("status", "code").collect():
    print(row["status"], row["code"], row["count"])
spark.stop()
