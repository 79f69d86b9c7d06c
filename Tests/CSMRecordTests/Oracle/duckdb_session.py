"""Runs a query in DuckDB, with its extension for SQLite as installed, and prints the rows as JSON.

duckdb_session.py QUERY           prints the query's rows
duckdb_session.py --views FILE    compares all views of a sessions database with SQLite's
"""

import glob
import json
import os
import sqlite3
import sys
import tempfile

import duckdb
import duckdb_extension_sqlite_scanner

VIEWS = ["calls", "attempts", "errors", "operation_stats", "sessions_overview"]


def connect(folder):
    package = os.path.dirname(duckdb_extension_sqlite_scanner.__file__)
    [extension] = glob.glob(package + "/extensions/*/*.duckdb_extension")
    connection = duckdb.connect(config={"extension_directory": folder})
    connection.execute(f"INSTALL '{extension}'")
    return connection


def rows(connection, view, schema=""):
    # In the same order whatever the types: by their text.
    found = connection.execute(f"SELECT * FROM {schema}{view}").fetchall()
    return sorted(
        [[round(value, 6) if isinstance(value, float) else value for value in row] for row in found],
        key=repr,
    )


def compare(connection, path):
    sqlite = sqlite3.connect(path)
    connection.execute(f"ATTACH '{path}' AS csm (TYPE sqlite)")
    for view in VIEWS:
        expected = rows(sqlite, view)
        assert expected, view
        found = rows(connection, view, "csm.")
        for one, other in zip(expected, found):
            assert one == other, (view, one, other)
        assert len(expected) == len(found), view
    # Numbers are numbers: they can be added, compared and ordered.
    [[calls, time]] = sqlite.execute("SELECT sum(calls), sum(total_ms) FROM operation_stats")
    assert connection.execute(
        "SELECT sum(calls), sum(total_ms) FROM csm.operation_stats WHERE p95_ms >= 0 OR p95_ms IS NULL"
    ).fetchall() == [(calls, time)]
    ordered = "SELECT p95_ms FROM {}operation_stats WHERE p95_ms IS NOT NULL ORDER BY p95_ms"
    assert (
        connection.execute(ordered.format("csm.")).fetchall()
        == sqlite.execute(ordered.format("")).fetchall()
    )


with tempfile.TemporaryDirectory() as folder:
    connection = connect(folder)
    if sys.argv[1] == "--views":
        compare(connection, sys.argv[2])
    else:
        print(json.dumps(connection.execute(sys.argv[1]).fetchall()))
