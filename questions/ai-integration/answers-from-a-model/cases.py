import json
import random

import pytest
from answer import OutputError, ask, check, extract

RETRY = """Your answer can't be used:
PROBLEMS
Answer again, with one JSON object and nothing else."""


def refusal(text):
    """The problems for which `extract` refuses the text."""
    with pytest.raises(OutputError) as caught:
        extract(text)
    return list(caught.value.problems)


class Model:
    """Gives the planned answers in turn, and keeps the requests as they were when they came."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.requests = []

    def __call__(self, messages):
        self.requests.append(json.loads(json.dumps(messages)))
        if not self.answers:
            pytest.fail("a request too many")
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.mark.sample
def test_object_in_prose():
    """Finds the object with any text around it, code fences or not"""
    value = {"a": 1, "b": {"c": [True, None, "x", {}]}}
    for text in (json.dumps(value), json.dumps(value, indent=2)):
        assert extract(text) == value
        assert extract(f"Here you are:\n```json\n{text}\n```\nIsn't \"it\" nice?") == value
        assert extract(f'He said "take this: {text}') == value
    assert extract("{}") == {}


def test_last_object():
    """The last object that can be read is returned, whole"""
    assert extract('Draft: {"a": 1}. No, rather: {"a": {"b": 2}, "c": 3} so.') == {"a": {"b": 2}, "c": 3}
    assert extract('{"a": 1}{"a": 2}') == {"a": 2}
    assert extract('{name}: {"a": 1}, as for {other} and {"b" 2}') == {"a": 1}
    assert extract('{"a": 1} and {"b": {"c": 1}, oops}') == {"a": 1}
    assert extract('} {"a": 1} }') == {"a": 1}
    assert extract('[{"a": 1}, {"a": 2}]') == {"a": 2}


def test_strings_begin_and_end_nothing():
    """What stands in a string begins and ends no object"""
    for value in ({"a": "}"}, {"a": "{", "b": 1}, {"a": 'say "}" \\'}, {"a": "\\", "b": "{"}, {"}": {"\\}": "}{"}}):
        assert extract(f"Well: {json.dumps(value)}!") == value
    assert extract('{"a": "{\\"b\\": 1}"}') == {"a": '{"b": 1}'}


def test_cut_off():
    """A { without a matching } means that the answer was cut off, even if there were objects before"""
    for text in ('{"a": {"b": 1}, "c": ', '{"a": 1} and {"b": [', '{"a": "x}', '{"a": "x\\"}', "{", '{"a": {"b": 1}', '{"a": "\\', '{"a": 1} {'):
        assert refusal(text) == ["cut off"]


@pytest.mark.sample
def test_tolerances():
    """Tolerates a comma before the end, True, False and None, and line breaks in strings"""
    assert extract('{"a": [1, 2,], "b": 3,}') == {"a": [1, 2], "b": 3}
    assert extract('{"a": [1, [2 ,\n ] , ], "b": {"c": 3\n,\n}}') == {"a": [1, [2]], "b": {"c": 3}}
    assert extract('{"a": True, "b": [False,None], "c": true}') == {"a": True, "b": [False, None], "c": True}
    assert extract('{"a": "one\ntwo\tthree"}') == {"a": "one\ntwo\tthree"}


def test_strings_are_not_changed():
    """What stands in a string is never changed"""
    for inner in ("Is it True, or None,}? [False,]", ", }", 'x\\",}', "None"):
        assert extract(f'{{"a": "{inner}", "b": True,}}') == {"a": inner.replace('\\"', '"'), "b": True}
    assert extract('{"True": 1, ",]": None}') == {"True": 1, ",]": None}


def test_no_object():
    """Without an object that can be read there is no JSON object"""
    for text in ("", "I can't.", "[1, 2]", "{name}", '{"a": NaN}', '{"a": [-Infinity]}', "{'a': 1}", '{"a": 1,,}', '{"a" 1}', '{"a": Trueish}', "}", '{"a": tRUE}', "null"):
        assert refusal(text) == ["no JSON object"]


def random_value(depth):
    kind = random.randrange(7 if depth else 5)
    if kind == 5:
        return [random_value(depth - 1) for _ in range(random.randrange(4))]
    if kind == 6:
        return random_object(depth - 1)
    text = "".join(random.choices('ab{}[],"\\ \n', k=6))
    return [None, random.random() < 0.5, random.randrange(-99, 99), random.randrange(99) / 8, text][kind]


def random_object(depth):
    value = {"".join(random.choices('xyz{}"', k=5)): random_value(depth) for _ in range(random.randrange(1, 4))}
    return value | {"note": random.choice(["a", "}", '"', "\\"]) + random.choice([",}", ", ]", " True", " None,\n}"])}


def test_random_objects():
    """Random objects come back as they were, from any text around and with commas before the end"""
    for _ in range(12):
        value, other = random_object(3), random_object(1)
        lines = json.dumps(value, indent=1).split("\n")
        for number in range(len(lines) - 1):
            ends = lines[number + 1].strip(" ,") in ("}", "]")
            if ends and lines[number][-1] not in "[{":
                lines[number] += ","
        text = "\n".join(lines)
        assert extract(f"First {json.dumps(other)}, {{then}}\n```\n{text}\n```") == value
        assert refusal(f"{json.dumps(other)} {text[:-1]}") == ["cut off"]


def test_types():
    """A value of another type is told as not a, with its type; true is no number, 3.0 no integer"""
    types = {"string": str, "integer": int, "number": float, "boolean": bool, "list": list, "object": dict}
    rules = {kind: {"type": kind} for kind in types}
    rules["list"]["of"] = {"type": "integer"}
    rules["object"]["fields"] = {"a": {"type": "string", "optional": True}}
    for value in ("", "x", 0, -3, 2.5, 3.0, 0.0, True, False, [], [7], {}, {"a": "x"}, None):
        for kind in types:
            right = type(value) is types[kind] or (kind == "number" and type(value) is int)
            assert check({"f": value}, {"f": rules[kind]}) == ([] if right else [f"f: not a {kind}"])


def test_limits():
    """A number below min is too small, one above max too large; both limits may be reached"""
    for kind in ("integer", "number"):
        both = {"f": {"type": kind, "min": -2, "max": 4}}
        for value, problem in ((-3, ["f: too small"]), (-2, []), (4, []), (5, ["f: too large"])):
            assert check({"f": value}, both) == problem
        for value, problem in ((-1, ["f: too small"]), (0, []), (99, [])):
            assert check({"f": value}, {"f": {"type": kind, "min": 0}}) == problem
        for value, problem in ((1, ["f: too large"]), (0, []), (-99, [])):
            assert check({"f": value}, {"f": {"type": kind, "max": 0}}) == problem
    assert check({"f": 4.25}, {"f": {"type": "number", "min": 0, "max": 4}}) == ["f: too large"]
    assert check({"f": "x"}, {"f": {"type": "number", "min": 0}}) == ["f: not a number"]
    assert check({"f": 5}, {"f": {"type": "integer", "min": 9, "max": 1}}) == ["f: too small"]


def test_enum():
    """A string that isn't in enum is not allowed"""
    fields = {"f": {"type": "string", "enum": ["shop", "bank"]}}
    assert check({"f": "bank"}, fields) == []
    assert check({"f": "ban"}, fields) == ["f: not allowed"]
    assert check({"f": ""}, fields) == ["f: not allowed"]
    assert check({"f": 1}, fields) == ["f: not a string"]
    assert check({"f": ""}, {"f": {"type": "string", "enum": []}}) == ["f: not allowed"]


def test_optional():
    """A field may be missing or null if it is optional, and only then"""
    for kind in ("string", "integer", "boolean"):
        assert check({}, {"f": {"type": kind}}) == ["f: missing"]
        assert check({"f": None}, {"f": {"type": kind}}) == [f"f: not a {kind}"]
        for settings, problems in (({"optional": True}, []), ({"optional": False}, [f"f: not a {kind}"])):
            assert check({"f": None}, {"f": {"type": kind, **settings}}) == problems
        assert check({}, {"f": {"type": kind, "optional": True}}) == []
    assert check({"f": 0}, {"f": {"type": "string", "optional": True}}) == ["f: not a string"]
    assert check({"f": 0}, {"f": {"type": "integer", "optional": True, "min": 1}}) == ["f: too small"]
    rule = {"type": "list", "of": {"type": "integer", "optional": True}}
    assert check({"f": [1, None]}, {"f": rule}) == []
    assert check({"f": [1, None]}, {"f": {"type": "list", "of": {"type": "integer"}}}) == ["f[1]: not a integer"]


def test_unexpected():
    """A field that isn't named is unexpected, whatever its value"""
    fields = {"f": {"type": "integer", "optional": True}}
    assert check({"g": None, "f": 1, "e": 0}, fields) == ["g: unexpected", "e: unexpected"]
    assert check({"": 1}, {}) == [": unexpected"]


def test_paths_and_order():
    """Problems are told field by field with their paths, within lists and objects, unexpected ones at the end of each object"""
    price = {"type": "object", "fields": {"net": {"type": "number", "min": 0}, "unit": {"type": "string"}}}
    fields = {
        "name": {"type": "string"},
        "items": {"type": "list", "of": price},
        "grid": {"type": "list", "of": {"type": "list", "of": {"type": "boolean"}}},
        "last": {"type": "integer"},
    }
    value = {
        "zero": 0,
        "last": True,
        "grid": [[True], [False, 1], 2],
        "items": [{"net": 1, "unit": "kg"}, {"unit": 5, "more": 1, "net": -1}, None, {}],
        "extra": {"name": 1},
    }
    assert check(value, fields) == [
        "name: missing",
        "items[1].net: too small",
        "items[1].unit: not a string",
        "items[1].more: unexpected",
        "items[2]: not a object",
        "items[3].net: missing",
        "items[3].unit: missing",
        "grid[1][1]: not a boolean",
        "grid[2]: not a list",
        "last: not a integer",
        "zero: unexpected",
        "extra: unexpected",
    ]
    nested = {"a": {"type": "object", "fields": {"b": {"type": "object", "fields": {"c": {"type": "list", "of": {"type": "string"}}}}}}}
    assert check({"a": {"b": {"c": ["", 0]}}}, nested) == ["a.b.c[1]: not a string"]


FIELDS = {"title": {"type": "string"}, "stars": {"type": "integer", "max": 5}}


@pytest.mark.sample
def test_good_answer():
    """An answer without problems takes one request"""
    model = Model('Sure: {"title": "x", "stars": 5}')
    assert ask(model, "Make a ticket.", FIELDS) == {"title": "x", "stars": 5}
    assert model.requests == [[{"role": "user", "content": "Make a ticket."}]]
    assert ask(Model("{}"), "", {}) == {}


def test_one_more_request():
    """A second request tells the model its answer and each problem in a line of its own"""
    for first, problems in (
        ("No.", ["no JSON object"]),
        ('{"title": "x"', ["cut off"]),
        ('{"stars": 7, "{PROBLEMS}": 1}', ["title: missing", "stars: too large", "{PROBLEMS}: unexpected"]),
    ):
        model = Model(first, '{"title": "x", "stars": 5}')
        prompt = f"Make ticket {random.randrange(1000)}: PROBLEMS."
        assert ask(model, prompt, FIELDS) == {"title": "x", "stars": 5}
        told = RETRY.replace("PROBLEMS", "\n".join("- " + problem for problem in problems))
        question = {"role": "user", "content": prompt}
        assert model.requests == [[question], [question, {"role": "assistant", "content": first}, {"role": "user", "content": told}]]


def test_two_bad_answers():
    """After two answers with problems, those of the second are raised"""
    for first, second, problems in (
        ("No.", '{"title": 1}', ["title: not a string", "stars: missing"]),
        ('{"title": 1}', "No.", ["no JSON object"]),
        ("{", "{", ["cut off"]),
    ):
        model = Model(first, second)
        with pytest.raises(OutputError) as caught:
            ask(model, "Make a ticket.", FIELDS)
        assert list(caught.value.problems) == problems
        assert len(model.requests) == 2


def test_errors_of_the_model():
    """What the model raises passes through, without another request"""
    for answers in ([ConnectionError("down")], ["No.", ValueError("down")]):
        model = Model(*answers)
        with pytest.raises(type(answers[-1]), match="^down$"):
            ask(model, "Make a ticket.", FIELDS)
        assert len(model.requests) == len(answers)
