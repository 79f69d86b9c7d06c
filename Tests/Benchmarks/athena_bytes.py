"""What questions about pushed events make Athena read, and bill: measured in bytes an event.

    athena_bytes.py [--events N] [--seed N] [--folder PATH]
    athena_bytes.py --reads QUERY.sql

Makes a day of N events (10,000,000 by default) as `csm-record push` delivers them, in each layout,
and adds up what the usual questions must read of it: of JSON all bytes, of Parquet the footers and
the compressed column chunks of the question's columns, without the row groups that the least and
greatest values of a filtered column rule out. Prints what was measured, and Markdown tables for days
of 10^6, 10^8 and 10^9 events. 10,000,000 events take ten minutes on two cores, and 2 GB in the
folder (a temporary one by default).

`--reads` prints the columns that a query needs, as DuckDB plans it.

DuckDB writes the Parquet in place of Firehose and Athena. All have dictionaries, pages of the first
version and statistics of row groups; their bytes need not be the same.
"""

import argparse
import json
import math
import pathlib
import sys
import tempfile
import time

import duckdb

# Swift's package has no place for compiled Python in this folder.
sys.dont_write_bytecode = True
from athena_events import columns  # noqa: E402
from athena_layouts import GROUP, OBJECT, SECONDS, SMALL, Layouts  # noqa: E402

# Athena's price in US East (N. Virginia), looked up in November 2026: dollars for 10^12 bytes. Each
# query is billed as 10 MB at least.
DOLLARS, LEAST = 5, 10_000_000
DAYS = (10**6, 10**8, 10**9)


def amount(size):
    for unit, factor in (("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= factor:
            value = size / factor
            return f"{value:.3g} {unit}" if value < 999.5 else f"{value:.0f} {unit}"
    return f"{size:.0f} B"


def price(size):
    """In dollars, two digits that mean something."""
    dollars = max(size, LEAST) / 1e12 * DOLLARS
    digits = max(2, 1 - math.floor(math.log10(dollars)))
    return f"${dollars:.{digits}f}".rstrip("0") if digits > 2 else f"${dollars:.2f}"


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(own) + " |" for own in lines) + "\n"


def reads(query):
    """The columns that a query of csm_events needs."""
    connection = duckdb.connect()
    # Else it sees that there is nothing to read.
    connection.execute("SET disabled_optimizers = 'statistics_propagation'")
    kinds = ", ".join(f'"{name}" {kind}' for name, (_, kind) in columns().items())
    connection.execute(f"CREATE TABLE csm_events ({kinds}, dt VARCHAR)")
    ((_, plan),) = connection.execute(f"EXPLAIN (FORMAT json) {query}").fetchall()
    found, left = set(), json.loads(plan)
    while left:
        step = left.pop()
        left += step["children"]
        if step["name"].strip() == "SEQ_SCAN":
            found.update(step["extra_info"]["Projections"])
    return sorted(found - {"dt"})


class Measured:
    """Bytes an event, of everything that a day's bytes are made of. Prints them as they come."""

    def __init__(self, own):
        self.line = own.json / own.events
        self.gzip = {"small": own.small_gzip / own.small_events}
        self.gzip["arrived"] = own.gzip / own.gzip_of * self.line
        self.stored, self.read, self.footers = {}, {}, {}
        self.measure_layouts(own)
        self.measure_function(own)
        self.measure_times(own)
        self.measure_counts(own)

    def measure_layouts(self, own):
        small = f"{SMALL:,} events an object"
        named = [("JSON, 64 MiB before gzip", "arrived"), (f"JSON, {small}", "small")]
        rows = [[name, *[f"{self.gzip[layout]:.1f}"] * 2] for name, layout in named]
        for name, layout in (
            ("Parquet, 64 MiB of JSON an object", "arrived"),
            (f"Parquet, {small}", "small"),
            ("`compact_events`", "compact"),
            ("`compact_events`, sorted", "sorted"),
        ):
            size, events = own.stored(layout)
            self.stored[layout] = size / events
            self.read[layout] = own.read(layout)[0] / events
            self.footers[layout] = own.footers(layout) / events
            rows.append([name, f"{self.stored[layout]:.1f}", f"{self.read[layout]:.1f}"])
        print(f"{self.line:.0f} bytes a line. Bytes an event:\n")
        print(table(["layout", "stored", "read by a question"], rows))
        by_itself = own.read_by_duckdb("arrived") / own.events
        print(f"Of `arrived` DuckDB reads {by_itself:.1f} by its own log.")
        sizes = own.column_sizes("arrived")
        print("Largest columns:", ", ".join(f"{name} {size:.1f}" for name, size in sizes) + "\n")

    def measure_function(self, own):
        """Of a function that makes a hundredth of the events."""
        name, self.share, bucket = own.function_of(0.01)
        in_bucket = own.rows("compact", f"{bucket:02}")
        self.bucket_share = in_bucket / own.events
        self.of_bucket = own.read("compact", f"{bucket:02}")[0] / own.events
        _, with_it, groups = own.read(
            "arrived", filtered="functionname", least=name, greatest=name
        )
        print(
            f"{name} has {self.share:.2%} of the events, its part {self.bucket_share:.2%}, of which "
            f"a question reads {self.of_bucket / self.bucket_share:.1f} bytes an event. As they "
            f"arrived, {with_it} of {groups} row groups may have it."
        )

    def measure_times(self, own):
        """How much is read for a session, and for an hour."""
        session, first, last, events = own.some_session()
        _, by_id, groups = own.read(
            "arrived", filtered="sessionid", least=session, greatest=session
        )
        _, by_time, _ = own.read(
            "arrived", filtered="receivedtimestamp", least=first, greatest=last
        )
        noon = own.noon()
        size, by_hour, _ = own.read(
            "arrived", filtered="receivedtimestamp", least=noon, greatest=noon + 3_599_999
        )
        footers = self.footers["arrived"]
        self.hour = (size / own.events - footers) / (self.read["arrived"] - footers)
        print(
            f"A session of {events} events: {by_id} of {groups} row groups may have its id, "
            f"{by_time} its time.\n"
            f"An hour: {by_hour} row groups may have it, {self.hour:.2%} of a day's bytes."
        )

    def measure_counts(self, own):
        self.counts = {}
        for layout, time in (("tenth", "a day"), ("hours", "a day"), ("one_hour", "one hour")):
            (size, rows), events = own.stored(layout), own.counted(layout)
            self.counts[layout] = size / events
            print(
                f"roll_up_hours: {rows:,} rows of {events:,} events in {time}, "
                f"{self.counts[layout]:.2f} bytes an event."
            )
        print()

    def sorted_week(self, day):
        """Of a function, were its part sorted: the row groups that it is in."""
        most = math.ceil(day * self.bucket_share / GROUP)
        groups = min(most, math.ceil(day * self.share / GROUP) + 1)
        return 7 * min(day * self.bucket_share, groups * GROUP) * self.read["sorted"]

    def questions(self, day):
        """Each with the bytes that it reads of JSON and Parquet by day, Parquet by hour, and of what
        is compacted, for each event of a day."""
        layout = layout_of(day)
        text, read, footers = self.gzip[layout], self.read[layout], self.footers[layout]
        # The more events an hour has, the fewer rows each of them makes: this is too much, if at all.
        counts = self.counts[dict(zip(DAYS, ("tenth", "hours", "one_hour")))[day]]
        return {
            "1 day, all functions": (text, read, read, counts),
            "7 days, one function": (7 * text, 7 * read, 7 * read, 7 * self.of_bucket),
            "one session of today": (text, read, read / 24, None),
            "one session of yesterday, function known": (text, read, read / 24, self.of_bucket),
            "1 hour": (text, footers + (read - footers) * self.hour, read / 24, None),
        }


def layout_of(day):
    """How the stream writes that many events a day."""
    return "small" if day == DAYS[0] else "arrived"


def print_days(found):
    rows = [
        [
            f"{day:,}", f"{max(86_400 // SECONDS, math.ceil(day * found.line / OBJECT)):,}",
            amount(day * found.line), amount(day * found.gzip[layout_of(day)]),
            amount(day * found.stored[layout_of(day)]), amount(day * found.stored["compact"]),
        ]
        for day in DAYS
    ]
    head = ["events a day", "objects", "JSON before gzip", "JSON.gz", "Parquet", "compacted"]
    print(table(head, rows))


def print_questions(found):
    rows = []
    for day in DAYS:
        for question, sizes in found.questions(day).items():
            cells = [
                "–" if size is None else f"{amount(size * day)}, {price(size * day)}"
                for size in sizes
            ]
            rows.append([f"{day:,}", question, *cells])
    head = ["events a day", "question", "JSON by day", "Parquet by day", "Parquet by hour"]
    print(table([*head, "compacted"], rows))
    for day in DAYS:
        print(f"{day:,} a day, 7 days of one function, sorted: {amount(found.sorted_week(day))}")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--events", type=int, default=10_000_000)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--folder")
    arguments.add_argument("--reads", type=pathlib.Path)
    given = arguments.parse_args()
    if given.reads:
        print(json.dumps(reads(given.reads.read_text())))
        return
    with tempfile.TemporaryDirectory(prefix="athena-bytes.", dir=given.folder) as folder:
        begun = time.monotonic()
        own = Layouts(folder, given.events, given.seed)
        own.deliver()
        own.compact()
        took = time.monotonic() - begun
        print(f"{own.events:,} events in {own.objects} objects, made in {took:.0f} s.")
        found = Measured(own)
        print_days(found)
        print_questions(found)


if __name__ == "__main__":
    main()
