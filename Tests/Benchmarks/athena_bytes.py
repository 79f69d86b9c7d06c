"""What questions about pushed events make Athena read, and bill: measured in bytes an event.

    athena_bytes.py [--events N] [--seed N] [--folder PATH]

Makes a day of N events (10,000,000 by default) as `csm-record push` delivers them, in each layout,
and adds up what the usual questions must read of it: of JSON all bytes, of Parquet the footers and
the compressed column chunks of the question's columns, without the row groups that the least and greatest values of
a filtered column rule out. Prints what was measured, and Markdown tables for days of 10^6, 10^8 and
10^9 events. 10,000,000 events take some minutes and 4 GB in the folder (a temporary one by default).

DuckDB writes the Parquet in place of Firehose and Athena. All have dictionaries, pages of the first
version and statistics of row groups; their bytes need not be the same.
"""

import argparse
import math
import pathlib
import sys
import tempfile
import time
import zlib

import duckdb

from athena_events import ROOT, make_chunk, make_sessions

sys.path.insert(0, str(ROOT / "Tests/CSMRecordTests/Oracle"))
from backend_check import queries  # noqa: E402

MIB = 1 << 20
OBJECT = 64 * MIB  # of JSON, after which Firehose writes
SECONDS = 300  # after which it writes if not earlier
# What --athena reads: who, what, how long and how it ended, and once each.
QUESTION = """eventid sessionid sessionname functionname type service api latency attemptlatency
    attemptcount httpstatuscode finalhttpstatuscode awsexception awsexceptionmessage sdkexception
    sdkexceptionmessage finalawsexception finalawsexceptionmessage finalsdkexception
    finalsdkexceptionmessage receivedtimestamp duration_us""".split()
# Athena's price in US East (N. Virginia), in November 2026: dollars for 10^12 bytes. Each query is
# billed as 10 MB at least.
DOLLARS, LEAST = 5, 10_000_000
DAYS = (10**6, 10**8, 10**9)
BUCKETS = 32
GROUP = 500_000  # rows that Athena puts into a group: 128 MiB of them, uncompressed
SMALL = DAYS[0] * SECONDS // 86_400  # events of an object on a day of 10^6
EVERY = 4  # of so many objects, one is compressed as JSON
YESTERDAY = "CAST(CAST(current_date - INTERVAL '1' DAY AS date) AS varchar)"


class Bytes:
    """Layouts in a folder, and what is read of them."""

    def __init__(self, folder, events, seed):
        self.folder = pathlib.Path(folder)
        self.connection = duckdb.connect(str(self.folder / "work.db"))
        self.connection.execute(f"SET TimeZone = 'UTC'; SET temp_directory = '{folder}/spill'")
        self.connection.execute("SET preserve_insertion_order = true")
        self.calls = make_sessions(self.connection, events, seed)
        self.statements = queries(ROOT / "fixtures/athena/compaction.sql")
        self.events = self.json = self.gzip_of = self.gzip = 0

    def write(self, layout, name, query, codec="snappy", group=100_000_000):
        (self.folder / layout).mkdir(exist_ok=True)
        self.connection.execute(
            f"COPY ({query}) TO '{self.folder / layout / name}.parquet' (FORMAT parquet, "
            f"COMPRESSION {codec}, ROW_GROUP_SIZE {group}, WRITE_BLOOM_FILTER false)"
        )

    def compressed(self, where):
        """Bytes of the lines as JSON, and as gzip of what Firehose writes into an object."""
        (lines,) = self.connection.execute(
            f"SELECT string_agg(line, chr(10) ORDER BY place) || chr(10) FROM chunk WHERE {where}"
        ).fetchone()
        lines = lines.encode()
        packer = zlib.compressobj(6, zlib.DEFLATED, 31)
        return len(lines), len(packer.compress(lines)) + len(packer.flush())

    def deliver(self, at_once=400_000):
        """`arrived`: objects in the order of arrival, a row group each; `small`: little ones."""
        first, number = 0, 0
        while first < self.calls:
            events = make_chunk(self.connection, first, first + at_once)
            first += at_once
            (size,) = self.connection.execute("SELECT sum(strlen(line) + 1) FROM chunk").fetchone()
            objects = max(1, round(size / OBJECT))
            self.connection.execute(
                f"ALTER TABLE chunk ADD COLUMN object BIGINT; UPDATE chunk SET object = "
                f"(place - 1) * {objects} // {events}"
            )
            if number == 0:
                self.deliver_small(min(50, events // SMALL))
            for own in range(objects):
                self.write(
                    "arrived", f"{number:06}",
                    f"SELECT * EXCLUDE (place, line, object) FROM chunk WHERE object = {own} "
                    "ORDER BY place",
                )
                if number % EVERY == 0:
                    plain, packed = self.compressed(f"object = {own}")
                    self.gzip_of, self.gzip = self.gzip_of + plain, self.gzip + packed
                number += 1
            self.events, self.json = self.events + events, self.json + size
        self.objects = number

    def deliver_small(self, objects):
        self.small_events = objects * SMALL
        self.small_gzip = 0
        for own in range(objects):
            where = f"(place - 1) // {SMALL} = {own}"
            self.write(
                "small", f"{own:06}",
                f"SELECT * EXCLUDE (place, line, object) FROM chunk WHERE {where} ORDER BY place",
            )
            self.small_gzip += self.compressed(where)[1]

    def compact(self):
        """`compact`: what compact_events inserts, by the bucket of the function; `sorted`: that,
        sorted within; `hours` and `one_hour`: what roll_up_hours inserts of a day, and of a day
        whose events all come in one hour."""
        run = self.connection.execute
        run("CREATE SCHEMA csm_record")
        run(
            f"CREATE VIEW csm_record.csm_events AS SELECT *, {YESTERDAY} AS dt "
            f"FROM '{self.folder}/arrived/*.parquet'"
        )
        select = self.statements["compact_events"].partition("\n")[2]
        for bucket in range(BUCKETS):
            own = (
                f"SELECT * FROM csm_record.csm_events WHERE hash(functionname) % {BUCKETS} = {bucket}"
            )
            found = f"SELECT * EXCLUDE (dt) FROM ({select.replace('csm_record.csm_events', f'({own})')})"
            self.write("compact", f"{bucket:02}", found, "zstd", GROUP)
            self.write(
                "sorted", f"{bucket:02}",
                f"SELECT * FROM '{self.folder}/compact/{bucket:02}.parquet' "
                "ORDER BY functionname, sessionid, sequence", "zstd", GROUP,
            )
        counted = self.statements["roll_up_hours"].partition("\n")[2]
        self.write("hours", "day", f"SELECT * EXCLUDE (dt) FROM ({counted})", "zstd", GROUP)
        self.write(
            "one_hour", "hour",
            "SELECT any_value(started_hour) AS started_hour, * EXCLUDE (started_hour, events, retries), "
            "sum(events)::BIGINT AS events, sum(retries)::BIGINT AS retries "
            f"FROM '{self.folder}/hours/day.parquet' GROUP BY ALL", "zstd", GROUP,
        )

    def stored(self, layout):
        """Bytes and rows."""
        files = self.folder / layout
        rows = self.connection.execute(
            f"SELECT sum(num_rows) FROM parquet_file_metadata('{files}/*.parquet')"
        ).fetchone()[0]
        return sum(own.stat().st_size for own in files.glob("*.parquet")), rows

    def read(self, layout, file="*", columns=QUESTION, filtered=None, least=None, greatest=None):
        """Bytes that a question reads, footers and column chunks; the row groups that it reads, and
        those there are."""
        skip = "false"
        if filtered:
            values = ("TRY_CAST(stats_min_value AS BIGINT)", "TRY_CAST(stats_max_value AS BIGINT)")
            if isinstance(least, str):
                values = ("stats_min_value", "stats_max_value")
                least, greatest = f"'{least}'", f"'{greatest}'"
            skip = f"path_in_schema = '{filtered}' AND NOT ({values[0]} <= {greatest} AND {values[1]} >= {least})"
        names = ", ".join(f"'{own}'" for own in columns)
        return self.connection.execute(
            f"""
            WITH chunks AS (
                SELECT *, bool_or({skip}) OVER (PARTITION BY file_name, row_group_id) AS skipped
                FROM parquet_metadata('{self.folder}/{layout}/{file}.parquet')
            )
            SELECT coalesce(sum(total_compressed_size) FILTER (WHERE NOT skipped
                    AND path_in_schema IN ({names})), 0)::BIGINT + (SELECT sum(footer_size + 8)
                        FROM parquet_file_metadata('{self.folder}/{layout}/{file}.parquet'))::BIGINT,
                count(DISTINCT (file_name, row_group_id)) FILTER (WHERE NOT skipped),
                count(DISTINCT (file_name, row_group_id))
            FROM chunks
            """
        ).fetchone()

    def read_by_duckdb(self, layout):
        """Bytes that DuckDB reads of the files for the question's columns, by its own log."""
        run = self.connection.execute
        run("CALL enable_logging('FileSystem'); SET enable_external_file_cache = false")
        run("CALL truncate_duckdb_logs()")
        run(
            f"SELECT sum(hash({', '.join(QUESTION)}) % 7) FROM '{self.folder}/{layout}/*.parquet'"
        ).fetchall()
        (found,) = run(
            "SELECT sum(bytes) FROM duckdb_logs_parsed('FileSystem') WHERE op = 'READ' "
            f"AND path LIKE '{self.folder}/{layout}/%'"
        ).fetchone()
        run("CALL disable_logging()")
        return found

    def function_of(self, share):
        """The function whose share of the events comes next to this one."""
        return self.connection.execute(
            f"SELECT functionname, count(*), count(*) / {self.events}, "
            f"(hash(functionname) % {BUCKETS})::BIGINT "
            "FROM csm_record.csm_events GROUP BY functionname "
            f"ORDER BY abs(count(*) / {self.events} - {share}), functionname LIMIT 1"
        ).fetchone()

    def some_session(self):
        return self.connection.execute(
            "SELECT sessionid, min(receivedtimestamp), max(receivedtimestamp), count(*), "
            f"any_value((hash(functionname) % {BUCKETS})::BIGINT) FROM csm_record.csm_events "
            "GROUP BY sessionid HAVING count(*) BETWEEN 900 AND 1100 ORDER BY sessionid LIMIT 1"
        ).fetchone()

    def noon(self):
        """Milliseconds since 1970, of a full hour in the middle of the day."""
        (middle,) = self.connection.execute(
            "SELECT quantile_disc(receivedtimestamp, 0.5) FROM csm_record.csm_events"
        ).fetchone()
        return middle // 3_600_000 * 3_600_000


def amount(size):
    for unit, factor in (("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= factor:
            return f"{size / factor:.3g} {unit}" if size < 999.5 * factor else f"{size / factor:,.0f} {unit}"
    return f"{size:.0f} B"


def price(size):
    dollars = max(size, LEAST) / 1e12 * DOLLARS
    return f"${dollars:.2f}" if dollars >= 0.995e-2 else f"${dollars:.5f}".rstrip("0")


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(own) + " |" for own in lines)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--events", type=int, default=10_000_000)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--folder")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="athena-bytes.", dir=given.folder) as folder:
        report(Bytes(folder, given.events, given.seed))


def report(own):
    begun = time.monotonic()
    own.deliver()
    delivered = time.monotonic()
    own.compact()
    line, packed = own.json / own.events, own.gzip / own.gzip_of * own.json / own.events
    small_packed = own.small_gzip / own.small_events
    print(
        f"{own.events:,} events, {own.objects} objects; made in {delivered - begun:.0f} s, compacted "
        f"in {time.monotonic() - delivered:.0f} s\n"
    )
    each = {}
    rows = [
        ["JSON, 64 MiB before gzip", f"{packed:.1f}", f"{packed:.1f}"],
        [f"JSON, {SMALL:,} events an object", f"{small_packed:.1f}", f"{small_packed:.1f}"],
    ]
    for name, layout in (
        ("Parquet, an object for 64 MiB of JSON", "arrived"),
        (f"Parquet, {SMALL:,} events an object", "small"),
        ("compact_events", "compact"),
        ("compact_events, sorted", "sorted"),
    ):
        (stored, count), (read, _, _) = own.stored(layout), own.read(layout)
        each[layout] = (stored / count, read / count)
        rows.append([name, f"{stored / count:.1f}", f"{read / count:.1f}"])
    print(f"{line:.0f} bytes a line. Bytes an event:\n")
    print(table(["layout", "stored", "read by a question"], rows), "\n")
    print(f"DuckDB reads {own.read_by_duckdb('arrived') / own.events:.1f} of `arrived` itself.\n")
    sizes = own.connection.execute(
        f"SELECT path_in_schema, sum(total_compressed_size) / {own.events} FROM "
        f"parquet_metadata('{own.folder}/arrived/*.parquet') GROUP BY 1 ORDER BY 2 DESC LIMIT 12"
    ).fetchall()
    print("Largest columns:", ", ".join(f"{name} {size:.1f}" for name, size in sizes), "\n")

    function, of_function, share, bucket = own.function_of(0.01)
    in_bucket = own.stored("compact"), own.connection.execute(
        f"SELECT count(*) FROM '{own.folder}/compact/{bucket:02}.parquet'"
    ).fetchone()[0]
    bucket_share = in_bucket[1] / own.events
    by_bucket = own.read("compact", f"{bucket:02}")[0]
    print(
        f"{function} has {share:.2%} of the events, its bucket {bucket_share:.2%}, of which a question "
        f"reads {by_bucket / in_bucket[1]:.1f} bytes an event. Row groups with the function in their "
        f"range: {own.read('arrived', filtered='functionname', least=function, greatest=function)[1:]} "
        "as they arrived (of all)."
    )
    session, first, last, count, _ = own.some_session()
    print(
        f"A session of {count} events: row groups with its id in their range "
        f"{own.read('arrived', filtered='sessionid', least=session, greatest=session)[1:]}, with its "
        f"time {own.read('arrived', filtered='receivedtimestamp', least=first, greatest=last)[1:]}."
    )
    noon = own.noon()
    hour, of_hour, groups = own.read(
        "arrived", filtered="receivedtimestamp", least=noon, greatest=noon + 3_599_999
    )
    whole = own.read("arrived")[0]
    print(f"An hour: {of_hour} of {groups} row groups, {hour / whole:.2%} of a day's bytes.")
    hours, one_hour = own.stored("hours"), own.stored("one_hour")
    for name, (size, rows) in (("a day", hours), ("one hour", one_hour)):
        print(
            f"roll_up_hours: {rows:,} rows of {own.events:,} events in {name}, "
            f"{size / own.events:.2f} bytes an event."
        )
    print()

    print(
        table(
            ["events a day", "objects", "JSON before gzip", "JSON.gz", "Parquet", "compacted"],
            [
                [
                    f"{day:,}", f"{max(86_400 // SECONDS, math.ceil(day * line / OBJECT)):,}",
                    amount(day * line),
                    amount(day * (small_packed if day == DAYS[0] else packed)),
                    amount(day * each["small" if day == DAYS[0] else "arrived"][0]),
                    amount(day * each["compact"][0]),
                ]
                for day in DAYS
            ],
        ), "\n",
    )

    def sorted_groups(day):
        """Bytes of the row groups that a function is in, in its sorted bucket."""
        most = math.ceil(day * bucket_share / GROUP)
        groups = min(most, math.ceil(day * share / GROUP) + 1)
        return min(day * bucket_share, groups * GROUP) * each["sorted"][1]

    rows = []
    for day in DAYS:
        small = day == DAYS[0]
        text = small_packed if small else packed
        read = each["small" if small else "arrived"][1]
        of_bucket = bucket_share * by_bucket / in_bucket[1]
        counted = (one_hour if day == DAYS[2] else hours)[0] / own.events
        part = hour / whole
        for question, json, parquet, hourly, compacted in (
            ("1 day, all functions", text, read, read, counted),
            ("7 days, one function", 7 * text, 7 * read, 7 * read, 7 * of_bucket),
            ("one session of today", text, read, read / 24, None),
            ("1 hour", text, read * part, read / 24, None),
        ):
            cells = [f"{day:,}", question]
            for size in (json, parquet, hourly, compacted):
                cells.append("" if size is None else f"{amount(size * day)}, {price(size * day)}")
            rows.append(cells)
        print(f"{day:,} a day, 7 days of one function, sorted: {amount(7 * sorted_groups(day))}")
    print()
    print(
        table(
            ["events a day", "question", "JSON by day", "Parquet by day", "Parquet by hour", "compacted"],
            rows,
        )
    )


if __name__ == "__main__":
    main()
