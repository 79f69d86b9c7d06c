"""A day of made-up events as Parquet and JSON, in the layouts that athena_bytes.py compares."""

import pathlib
import sys
import zlib

import duckdb

from athena_events import ROOT, make_chunk, make_sessions

sys.path.insert(0, str(ROOT / "Tests/CSMRecordTests/Oracle"))
from backend_check import queries  # noqa: E402

MIB = 1 << 20
OBJECT = 64 * MIB  # of JSON, after which Firehose writes
SECONDS = 300  # after which it writes if not earlier
SMALL = 10**6 * SECONDS // 86_400  # events of an object on a day of 10^6
EVERY = 4  # of so many objects, one is compressed as JSON
BUCKETS = 32
GROUP = 500_000  # rows that Athena puts into a group: 128 MiB of them, uncompressed
# What --athena reads: who, what, how long and how it ended, and once each. A name is only read if it
# is asked for.
QUESTION = """eventid sessionid sessionname functionname type service api latency attemptlatency
    attemptcount httpstatuscode finalhttpstatuscode awsexception awsexceptionmessage sdkexception
    sdkexceptionmessage finalawsexception finalawsexceptionmessage finalsdkexception
    finalsdkexceptionmessage receivedtimestamp duration_us""".split()
YESTERDAY = "CAST(CAST(current_date - INTERVAL '1' DAY AS date) AS varchar)"


class Layouts:
    """A day of events in a folder, in each layout, and what is read of them."""

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
        sorted within; `hours`, `tenth` and `one_hour`: what roll_up_hours inserts of a day, of a tenth
        of its sessions, and of a day whose events all come in one hour."""
        run = self.connection.execute
        run("CREATE SCHEMA csm_record")
        run(
            f"CREATE VIEW csm_record.csm_events AS SELECT *, {YESTERDAY} AS dt "
            f"FROM '{self.folder}/arrived/*.parquet'"
        )
        select = self.statements["compact_events"].partition("\n")[2]
        for bucket in range(BUCKETS):
            own = select.replace(
                "csm_record.csm_events",
                "(SELECT * FROM csm_record.csm_events "
                f"WHERE hash(functionname) % {BUCKETS} = {bucket})",
            )
            query = f"SELECT * EXCLUDE (dt) FROM ({own})"
            self.write("compact", f"{bucket:02}", query, "zstd", GROUP)
            self.write(
                "sorted", f"{bucket:02}",
                f"SELECT * FROM '{self.folder}/compact/{bucket:02}.parquet' "
                "ORDER BY functionname, sessionid, sequence", "zstd", GROUP,
            )
        counted = self.statements["roll_up_hours"].partition("\n")[2]
        self.write("hours", "day", f"SELECT * EXCLUDE (dt) FROM ({counted})", "zstd", GROUP)
        tenth = "(SELECT * FROM csm_record.csm_events WHERE hash(sessionid) % 10 = 0)"
        counted = counted.replace("csm_record.csm_events", tenth)
        self.write("tenth", "day", f"SELECT * EXCLUDE (dt) FROM ({counted})", "zstd", GROUP)
        self.write(
            "one_hour", "hour",
            "SELECT any_value(started_hour) AS started_hour, "
            "* EXCLUDE (started_hour, events, retries), sum(events)::BIGINT AS events, "
            "sum(retries)::BIGINT AS retries "
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
            own = ["stats_min_value", "stats_max_value"]
            if isinstance(least, str):
                least, greatest = f"'{least}'", f"'{greatest}'"
            else:
                own = [f"TRY_CAST({one} AS BIGINT)" for one in own]
            skip = f"path_in_schema = '{filtered}' AND ({own[0]} > {greatest} OR {own[1]} < {least})"
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

    def footers(self, layout):
        """Bytes of the footers, which every question reads."""
        return self.read(layout, columns=["none"])[0]

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

    def rows(self, layout, file):
        return self.connection.execute(
            f"SELECT count(*) FROM '{self.folder}/{layout}/{file}.parquet'"
        ).fetchone()[0]

    def counted(self, layout):
        """The events that a table of counts stands for."""
        return self.connection.execute(
            f"SELECT sum(events)::BIGINT FROM '{self.folder}/{layout}/*.parquet'"
        ).fetchone()[0]

    def column_sizes(self, layout):
        """The largest columns, with their bytes an event."""
        return self.connection.execute(
            f"SELECT path_in_schema, sum(total_compressed_size) / {self.events} FROM "
            f"parquet_metadata('{self.folder}/{layout}/*.parquet') GROUP BY 1 ORDER BY 2 DESC LIMIT 12"
        ).fetchall()

    def function_of(self, share):
        """The function whose share of the events comes next to this one, its share, its bucket."""
        return self.connection.execute(
            f"SELECT functionname, count(*) / {self.events}, "
            f"(hash(functionname) % {BUCKETS})::BIGINT "
            "FROM csm_record.csm_events GROUP BY functionname "
            f"ORDER BY abs(count(*) / {self.events} - {share}), functionname LIMIT 1"
        ).fetchone()

    def some_session(self):
        """One of about 1,000 events: its id, its first and its last time, its events."""
        return self.connection.execute(
            "SELECT sessionid, min(receivedtimestamp), max(receivedtimestamp), count(*) "
            "FROM csm_record.csm_events WHERE sessionid > '8' GROUP BY sessionid "
            "ORDER BY abs(count(*) - 1000), sessionid LIMIT 1"
        ).fetchone()

    def noon(self):
        """Milliseconds since 1970, of a full hour in the middle of the day."""
        (middle,) = self.connection.execute(
            "SELECT quantile_disc(receivedtimestamp, 0.5) FROM csm_record.csm_events"
        ).fetchone()
        return middle // 3_600_000 * 3_600_000
