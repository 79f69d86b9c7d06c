"""Read what a check writes for others, as these others do.

usage: read_check.py junit FILE      valid by junit.xsd? prints its cases as JSON
       read_check.py github          annotations on standard input, as JSON
       read_check.py markdown FILE   the table's rows as JSON
       read_check.py steps FILE      the commands of a workflow, as JSON, those of our action too
"""

import html
import json
import pathlib
import re
import shlex
import sys

kind = sys.argv[1]

if kind == "junit":
    from lxml import etree

    schema = etree.XMLSchema(etree.parse(str(pathlib.Path(__file__).parent / "junit.xsd")))
    document = etree.parse(sys.argv[2])
    schema.assertValid(document)
    suite = document.getroot()[0]
    cases = suite.findall("testcase")
    results = [case[0].tag if len(case) else "passed" for case in cases]
    for element in document.getroot(), suite:
        assert int(element.get("tests")) == len(cases)
        assert int(element.get("failures")) == results.count("failure")
        assert int(element.get("errors")) == results.count("error")
        assert int(element.get("skipped")) == results.count("skipped")
    print(
        json.dumps(
            [
                dict(
                    name=case.get("name"),
                    line=int(case.get("line")),
                    result=result,
                    text=case[0].text if len(case) else None,
                    message=case[0].get("message") if len(case) else None,
                )
                for case, result in zip(cases, results)
            ]
        )
    )

elif kind == "github":

    def unescape(text, is_property):
        if is_property:
            text = text.replace("%3A", ":").replace("%2C", ",")
        return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")

    found = []
    for line in sys.stdin.read().split("\n"):
        match = re.fullmatch(r"::(error|warning|notice)(?: ([^:]*))?::(.*)", line)
        if not match:
            continue
        properties = dict(
            part.split("=", 1) for part in (match[2] or "").split(",") if part
        )
        annotation = {name: unescape(value, True) for name, value in properties.items()}
        found.append(dict(annotation, kind=match[1], message=unescape(match[3], False)))
    print(json.dumps(found))

elif kind == "markdown":
    text = pathlib.Path(sys.argv[2]).read_text(encoding="utf-8")
    assert len(text.encode()) < 1024 * 1024
    rows = [line for line in text.split("\n") if line.startswith("|")]
    rows = [row.replace("<wbr>", "") for row in rows]
    folded = text.split("<details>")[1] if "<details>" in text else ""
    cells = [
        [html.unescape(cell.strip()) for cell in row.strip("|").split(" | ")] for row in rows
    ]
    assert len({len(row) for row in cells}) == 1, cells
    # Each table repeats its first two rows.
    heads = cells[:2]
    print(
        json.dumps(
            dict(
                title=text.split("\n")[0],
                rows=[row for row in cells if row not in heads],
                folded=sum(line.startswith("|") for line in folded.split("\n")) - 2 if folded else 0,
            )
        )
    )

else:
    import yaml

    setup = pathlib.Path(__file__).parents[3] / ".github/actions/setup"

    def value(expression, known):
        """What `${{ a || b }}` comes to."""
        names = expression.strip("${} ").split(" || ")
        return next((known[name] for name in names if known[name]), "")

    def action(uses, given):
        """The commands of our action, with the environment that its runner gives them."""
        action = yaml.safe_load((setup / "action.yml").read_text(encoding="utf-8"))
        repository, ref = uses.split("/.github/")[0], uses.split("@")[1]
        known = {"github.action_repository": repository, "github.action_ref": ref}
        known.update({"github.repository": "", "github.action_path": str(setup)})
        for name, declared in action["inputs"].items():
            known["inputs." + name] = given.get(name, declared["default"])
        for step in action["runs"]["steps"]:
            if "run" in step:
                variables = {name: value(text, known) for name, text in step["env"].items()}
                lines = [f"export {name}={shlex.quote(text)}" for name, text in variables.items()]
                yield "\n".join(lines + [step["run"]])

    workflow = yaml.safe_load(pathlib.Path(sys.argv[2]).read_text(encoding="utf-8"))
    if "jobs" in workflow:
        commands = []
        for step in [step for job in workflow["jobs"].values() for step in job["steps"]]:
            if "run" in step:
                commands.append(step["run"])
            elif "/actions/setup@" in step["uses"]:
                commands.extend(action(step["uses"], step.get("with", {})))
    else:
        (job,) = workflow.values()
        commands = ["\n".join(job["script"])] + job.get("after_script", [])
    print(json.dumps(commands))
