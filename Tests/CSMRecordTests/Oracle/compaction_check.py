"""Judge the statements of fixtures/athena/compaction.sql, by sqlglot and over a day of events in DuckDB.

usage: compaction_check.py QUERIES.sql TEMPLATE.yaml [EVENTS]

QUERIES.sql and TEMPLATE.yaml are what `csm-record backend` prints. Each statement must be one that
Athena can read; the tables and what is inserted must have the template's columns in their order; the
definitions must be those of the saved queries. Then events, a seventh of them delivered twice, are
compacted and counted, and once more, and the saved queries must give the same figures before and
after. Prints JSON of what was counted, or what is wrong, and then exits 1.
"""

import json
import pathlib
import re
import sys

import duckdb
import sqlglot
import yaml
from sqlglot import expressions

from backend_check import TemplateLoader, of_type, queries

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "Tests/Benchmarks"))
# Swift's package has no place for compiled Python in that folder.
sys.dont_write_bytecode = True
from athena_events import make_chunk, make_sessions  # noqa: E402

KINDS = {
    "create_events": expressions.Create,
    "create_hours": expressions.Create,
    "clear_events": expressions.Delete,
    "compact_events": expressions.Insert,
    "clear_hours": expressions.Delete,
    "roll_up_hours": expressions.Insert,
    "statistics_of_hours": expressions.Select,
}
YESTERDAY = "CAST(CAST(current_date - INTERVAL '1' DAY AS date) AS varchar)"
DUCKDB_TYPES = {"string": "VARCHAR", "bigint": "BIGINT", "boolean": "BOOLEAN", "timestamp": "TIMESTAMP"}
# What each saved query that sums up must say before and after; `sessions` also tells days apart.
SUMS = ("latency_by_api", "session_statistics", "sessions")


def parsed(statements):
    found = {}
    for name, text in statements.items():
        (found[name],) = sqlglot.parse(text, read="athena")
        assert isinstance(found[name], KINDS[name]), f"{name} is {type(found[name]).__name__}"
        assert not list(found[name].find_all(expressions.Command)), f"{name} is not understood"
    assert list(found) == list(KINDS), f"there are {list(found)}"
    return found


def declared(create):
    """The columns of a CREATE TABLE, with their types as Athena writes them."""
    return [
        (own.name, own.args["kind"].sql(dialect="hive").lower())
        for own in create.this.expressions
        if isinstance(own, expressions.ColumnDef)
    ]


def definitions(text):
    """All that stands before the last SELECT, without the days and the database."""
    text = text[text.index("WITH throttling") : text.index("WHERE copy = 1")]
    text = re.sub(r"WHERE dt\s+(BETWEEN .*\n\s+AND .*|= .*)\n", "WHERE days\n", text)
    return text.replace("FROM csm_record.csm_events", "FROM csm_events")


def check_columns(found, statements, template, saved):
    (table,) = of_type(yaml.load(open(template, encoding="utf-8"), TemplateLoader), "AWS::Glue::Table")
    table = table["Properties"]["TableInput"]
    own = [(one["Name"], one["Type"]) for one in table["StorageDescriptor"]["Columns"]]
    own += [(one["Name"], one["Type"]) for one in table["PartitionKeys"]]
    assert declared(found["create_events"]) == own, "create_events has not the template's columns"
    for insert, create in (("compact_events", "create_events"), ("roll_up_hours", "create_hours")):
        names = [name for name, _ in declared(found[create])]
        selected = found[insert].expression.named_selects
        assert selected == names, f"{insert} inserts {selected} into {names}"
    assert definitions(statements["roll_up_hours"]) == definitions(saved["latency_by_api"]), (
        "roll_up_hours has not the definitions of the saved queries"
    )


def deliver(connection, events):
    """A day's events in csm_record, one of seven twice."""
    calls = make_sessions(connection, events, seed=7)
    count = make_chunk(connection, 0, calls)
    connection.execute(
        f"""
        SET TimeZone = 'UTC';
        CREATE SCHEMA csm_record;
        CREATE TABLE csm_record.csm_events AS
            SELECT * EXCLUDE (place, line), {YESTERDAY} AS dt FROM chunk
            UNION ALL SELECT * EXCLUDE (place, line), {YESTERDAY} FROM chunk WHERE place % 7 = 0
        """
    )
    return count


def answer(connection, schema, text):
    connection.execute(f"SET schema = '{schema}'")
    return sorted(connection.execute(text).fetchall(), key=repr)


def compact(connection, found, statements):
    connection.execute("CREATE SCHEMA csm_compact")
    for create in ("create_events", "create_hours"):
        names = ", ".join(f'"{name}" {DUCKDB_TYPES[kind]}' for name, kind in declared(found[create]))
        connection.execute(f"CREATE TABLE {found[create].this.this.sql()} ({names})")
    # The second time a day is run again.
    for _ in range(2):
        for name in ("clear_events", "compact_events", "clear_hours", "roll_up_hours"):
            connection.execute(statements[name])


def main(saved, template, events):
    saved, statements = queries(saved), queries(ROOT / "fixtures/athena/compaction.sql")
    found = parsed(statements)
    check_columns(found, statements, template, saved)
    connection = duckdb.connect()
    count = deliver(connection, events)
    before = {name: answer(connection, "csm_record", saved[name]) for name in SUMS}
    compact(connection, found, statements)
    for name, rows in before.items():
        assert rows, f"{name} has no rows"
        after = answer(connection, "csm_compact", saved[name])
        assert after == rows, f"{name} is not the same after compact_events"
    of_hours = answer(connection, "csm_compact", statements["statistics_of_hours"])
    assert of_hours == before["latency_by_api"], "statistics_of_hours has not the figures of latency_by_api"

    def number(sql):
        return int(connection.execute(sql).fetchone()[0])

    errors, retries, throttles = (sum(row[i] for row in of_hours) for i in (3, 4, 5))
    return dict(
        events=count,
        arrived=number("SELECT count(*) FROM csm_record.csm_events"),
        compacted=number("SELECT count(*) FROM csm_compact.csm_events"),
        counted=number("SELECT sum(events) FROM csm_compact.csm_hours"),
        rows_of_hours=number("SELECT count(*) FROM csm_compact.csm_hours"),
        operations=len(of_hours), errors=int(errors), retries=int(retries), throttles=int(throttles),
    )


if __name__ == "__main__":
    try:
        print(json.dumps(main(sys.argv[1], sys.argv[2], int((sys.argv[3:] or [50_000])[0]))))
    except (AssertionError, sqlglot.errors.SqlglotError) as error:
        sys.exit(str(error))
