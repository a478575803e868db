# fails: test_object_in_prose, test_last_object, test_strings_begin_and_end_nothing, test_cut_off, test_tolerances, test_strings_are_not_changed, test_random_objects, test_good_answer, test_one_more_request, test_two_bad_answers
# Looks for a code fence and gives up without one.
import json
import re

RETRY = """Your answer can't be used:
PROBLEMS
Answer again, with one JSON object and nothing else."""


class OutputError(Exception):
    """The model's answer can't be used. `problems` is a list of texts."""

    def __init__(self, problems):
        super().__init__("; ".join(problems))
        self.problems = problems


BRACES = re.compile(r'"(?:[^"\\]|\\.)*("?)|[{}]', re.S)
REPAIRED = re.compile(r'("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])|\b(?:True|False|None)\b', re.S)
WORDS = {"True": "true", "False": "false", "None": "null", ",": ""}
TYPES = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "list": list, "object": dict}


def end_of_object(text, start):
    depth = 0
    for token in BRACES.finditer(text, start):
        if token[0] == "{":
            depth += 1
        elif token[0] == "}":
            depth -= 1
            if depth == 0:
                return token.end()
        elif not token[1]:
            break
    raise OutputError(["cut off"])


def objects(text):
    fence = text.find("```")
    start = text.find("{", fence) if fence >= 0 else -1
    while start >= 0:
        end = end_of_object(text, start)
        yield text[start:end]
        start = text.find("{", end)


def no_json(word):
    raise ValueError(word)


def read(text):
    repaired = REPAIRED.sub(lambda token: token[1] or WORDS[token[0]], text)
    return json.loads(repaired, strict=False, parse_constant=no_json)


def extract(text):
    found = None
    for candidate in objects(text):
        try:
            found = read(candidate)
        except ValueError:
            continue
    if found is None:
        raise OutputError(["no JSON object"])
    return found


def problems_of_value(value, rule, path):
    kind = rule["type"]
    if value is None and rule.get("optional"):
        return
    if not isinstance(value, TYPES[kind]) or (isinstance(value, bool) and kind != "boolean"):
        yield f"{path}: not a {kind}"
    elif kind == "list":
        for number, element in enumerate(value):
            yield from problems_of_value(element, rule["of"], f"{path}[{number}]")
    elif kind == "object":
        yield from problems_of_object(value, rule["fields"], path + ".")
    elif "enum" in rule and value not in rule["enum"]:
        yield f"{path}: not allowed"
    elif "min" in rule and value < rule["min"]:
        yield f"{path}: too small"
    elif "max" in rule and value > rule["max"]:
        yield f"{path}: too large"


def problems_of_object(value, fields, prefix):
    for name, rule in fields.items():
        if name in value:
            yield from problems_of_value(value[name], rule, prefix + name)
        elif not rule.get("optional"):
            yield f"{prefix}{name}: missing"
    for name in value:
        if name not in fields:
            yield f"{prefix}{name}: unexpected"


def check(value, fields):
    return list(problems_of_object(value, fields, ""))


def ask(model, prompt, fields):
    messages = [{"role": "user", "content": prompt}]
    for last in (False, True):
        answer = model(messages)
        try:
            value = extract(answer)
            problems = check(value, fields)
        except OutputError as error:
            problems = error.problems
        if not problems:
            return value
        if last:
            raise OutputError(problems)
        told = RETRY.replace("PROBLEMS", "\n".join(f"- {problem}" for problem in problems))
        messages = [*messages, {"role": "assistant", "content": answer}, {"role": "user", "content": told}]
