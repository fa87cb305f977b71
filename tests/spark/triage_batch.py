"""Triage of a file of payloads, one a line, on a Spark cluster. Each partition goes through one `twitch-triage batch`.

    spark-submit --master spark://… triage_batch.py BINARY PAYLOADS ANSWERS PARTITION_BYTES

BINARY, PAYLOADS and the folder ANSWERS are paths that every worker sees. The part files of ANSWERS, one after the other,
are what a single `twitch-triage batch < PAYLOADS` writes, byte for byte. The payloads have to be UTF-8: Spark replaces
what is not, before the service could refuse it.
"""

import shlex
import sys
from collections.abc import Callable, Iterable, Iterator

from pyspark import RDD, SparkContext


def read(spark: SparkContext, path: str, partition_bytes: int) -> RDD[str]:
    """The lines of a file. They end with a line feed, as for the service; Spark's `textFile` also cuts at a bare CR."""
    return spark.newAPIHadoopFile(
        path,
        "org.apache.hadoop.mapreduce.lib.input.TextInputFormat",
        "org.apache.hadoop.io.LongWritable",
        "org.apache.hadoop.io.Text",
        conf={
            "textinputformat.record.delimiter": "\n",
            "mapreduce.input.fileinputformat.split.maxsize": str(partition_bytes),
        },
    ).values()


def numbered_through(lines: list[int]) -> Callable[[int, Iterable[str]], Iterator[str]]:
    """Counts the answers of a partition on from those before it; `lines` says how many lines each partition has.

    A batch numbers its lines from 1, in `line` and in the `instance` of a problem. A partition whose answers are not
    exactly one a line fails, and Spark runs it again: nothing can get lost in silence.
    """

    def renumber(partition: int, answers: Iterable[str]) -> Iterator[str]:
        before, count = sum(lines[:partition]), 0
        for count, answer in enumerate(answers, start=1):
            numbered = f'{{"line":{count},'
            if not answer.startswith(numbered):
                raise ValueError(f"answer {count} of partition {partition} does not begin with {numbered}")
            answer = f'{{"line":{before + count},{answer.removeprefix(numbered)}'
            # No quotation mark of a caller stands unescaped in an answer, so this is the member and no text.
            yield answer.replace(f'"instance":"line-{count}"', f'"instance":"line-{before + count}"', 1)
        if count != lines[partition]:
            raise ValueError(f"partition {partition} has {lines[partition]} lines and {count} answers")

    return renumber


def main(binary: str, payloads: str, answers: str, partition_bytes: str) -> None:
    with SparkContext(appName="twitch-triage") as spark:
        lines = read(spark, payloads, int(partition_bytes))
        counts = lines.mapPartitions(lambda partition: [sum(1 for _ in partition)]).collect()
        # Exit code 3 says that a line was refused. That is an answer; every other failure has to fail the task.
        batch = shlex.join(["sh", "-c", '"$0" batch --threads 1 || [ $? -eq 3 ]', binary])
        piped = lines.pipe(batch, checkCode=True)
        piped.mapPartitionsWithIndex(numbered_through(counts)).saveAsTextFile(answers)


if __name__ == "__main__":
    main(*sys.argv[1:])
