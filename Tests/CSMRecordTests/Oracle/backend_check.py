"""Judge the backend's template and queries by cfn-lint and sqlglot.

usage: backend_check.py lint TEMPLATE.yaml [--columns a:string,b:bigint] [--queries FILE.sql]
       backend_check.py sql FILE.sql

`lint` takes no finding at all, not even an informational one, in any region; every parameter must
have a default; the Glue table must have the columns (types may be left out), and the saved queries
must be those of the file. `sql` parses each statement as Athena does, and compares its
throttling codes with the oracle's. Prints JSON of what was found there, or what is wrong, and then
exits 1.

No policy of the template may have a wildcard for an action or for a resource, but for the objects
under a prefix, and each resource must name one that the template makes.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys

import sqlglot
import yaml

from oracle import THROTTLES

# Beside this very Python.
CFN_LINT = pathlib.Path(sys.executable).with_name("cfn-lint")
INLINE_LIMIT = 51_200  # of CloudFormation for a template that is not in S3


class TemplateLoader(yaml.SafeLoader):
    """Takes !Ref, !Sub and the like for what they are put on."""


TemplateLoader.add_multi_constructor("!", lambda loader, tag, node: {tag: node.value})


def queries(path):
    """The statements of a file of SQL by their names."""
    found = {}
    for part in re.split(r"^-- name: ", open(path, encoding="utf-8").read(), flags=re.M)[1:]:
        name, _, text = part.partition("\n")
        lines = text.split("\n")
        while lines[0].startswith("--"):
            lines.pop(0)
        found[name] = "\n".join(lines).strip().removesuffix(";")
    return found


def of_type(template, kind):
    return [own for own in template["Resources"].values() if own["Type"] == kind]


def as_list(value):
    return value if isinstance(value, list) else [value]


def statements(template, name):
    """What a managed policy allows: each statement's actions, and its resources as they stand."""
    own = template["Resources"][name]["Properties"]["PolicyDocument"]["Statement"]
    return [
        dict(each, Action=as_list(each["Action"]), Resource=as_list(each["Resource"])) for each in own
    ]


ARN = "arn:${AWS::Partition}:%s:${AWS::Region}:${AWS::AccountId}:"
# All that a policy of the template may name.
OWN = {
    "${Stream.Arn}",
    ARN % "athena" + "workgroup/${WorkGroup}",
    ARN % "glue" + "catalog",
    ARN % "glue" + "database/${Database}",
    ARN % "glue" + "table/${Database}/${Table}",
    "${Bucket.Arn}",
    "${Bucket.Arn}/events/*",
    "${Bucket.Arn}/results/*",
}


def in_full(resource):
    """A resource as `!Sub` would have it."""
    ((form, value),) = resource.items() if isinstance(resource, dict) else [("", resource)]
    return "${%s}" % value if form == "GetAtt" else value


def policies(template):
    """Each managed policy's statements, and what is wrong with them."""
    wrong, found = [], {}
    for name, own in template["Resources"].items():
        if own["Type"] != "AWS::IAM::ManagedPolicy":
            continue
        found[name] = []
        for statement in statements(template, name):
            actions, resources = statement["Action"], [in_full(own) for own in statement["Resource"]]
            found[name].append(dict(actions=actions, resources=resources))
            if statement.keys() != {"Effect", "Action", "Resource"} or statement["Effect"] != "Allow":
                wrong.append(f"{name} has a statement that does more than allow: {statement}")
            wrong += [f"{name} allows {own}" for own in actions if "*" in own or "?" in own]
            wrong += [f"{name} is about {own}" for own in resources if own not in OWN]
    return wrong, found


def lint(path, columns, sql):
    wrong = []
    result = subprocess.run(
        [CFN_LINT, "-c", "I", "-r", "ALL_REGIONS", "-f", "parseable", "-t", path],
        capture_output=True,
        text=True,
    )
    if result.returncode:
        wrong += (result.stdout + result.stderr).splitlines()
    text = open(path, encoding="utf-8").read()
    if len(text.encode()) > INLINE_LIMIT:
        wrong.append(f"{len(text.encode())} bytes, more than {INLINE_LIMIT}")
    template = yaml.load(text, TemplateLoader)
    wrong += [
        f"parameter {name} has no default"
        for name, own in template["Parameters"].items()
        if "Default" not in own
    ]
    (table,) = of_type(template, "AWS::Glue::Table")
    found = [
        (own["Name"], own["Type"])
        for own in table["Properties"]["TableInput"]["StorageDescriptor"]["Columns"]
    ]
    if columns is not None:
        typed = [own if ":" in wanted else own[:1] for own, wanted in zip(found, columns)]
        if [":".join(own) for own in typed] != columns or len(found) != len(columns):
            wrong.append(f"columns are {found}")
    saved = {
        own["Properties"]["Name"]: own["Properties"]["QueryString"]
        for own in of_type(template, "AWS::Athena::NamedQuery")
    }
    if sql is not None and saved != queries(sql):
        wrong.append(f"saved queries {sorted(saved)} are not those of {sql}")
    loose, allowed = policies(template)
    wrong += loose
    return wrong, dict(
        parameters=list(template["Parameters"]),
        columns=[":".join(own) for own in found],
        queries=list(saved),
        policies=allowed,
        resources={name: own["Type"] for name, own in template["Resources"].items()},
    )


def parse(path):
    """Each query's columns."""
    wrong, found = [], {}
    for name, statement in queries(path).items():
        try:
            parsed = sqlglot.parse(statement, read="athena")
        except sqlglot.errors.SqlglotError as error:
            wrong.append(f"{name}: {error}")
            continue
        if len(parsed) != 1 or not isinstance(parsed[0], sqlglot.expressions.Select):
            wrong.append(f"{name} is not one SELECT")
            continue
        # What judges no event has none.
        found_codes = list(parsed[0].find_all(sqlglot.expressions.Array))
        if any({own.this for own in codes.expressions} != THROTTLES for codes in found_codes):
            wrong.append(f"{name} has not the throttling codes of oracle.py")
        found[name] = parsed[0].named_selects
    if not found:
        wrong.append("no query")
    return wrong, found


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("what", choices=["lint", "sql"])
    arguments.add_argument("path")
    arguments.add_argument("--columns", type=lambda text: text.split(","))
    arguments.add_argument("--queries")
    given = arguments.parse_args()
    if given.what == "lint":
        wrong, found = lint(given.path, given.columns, given.queries)
    else:
        wrong, found = parse(given.path)
    print("\n".join(wrong) if wrong else json.dumps(found))
    sys.exit(bool(wrong))
