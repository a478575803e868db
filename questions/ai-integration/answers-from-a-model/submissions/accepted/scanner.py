# Style: a hand-written scanner that repairs while it reads; rules become small checker objects, problems go into a list.
import json

RETRY = """Your answer can't be used:
PROBLEMS
Answer again, with one JSON object and nothing else."""


class OutputError(Exception):
    """The model's answer can't be used. `problems` is a list of texts."""

    def __init__(self, problems):
        super().__init__("; ".join(problems))
        self.problems = problems


class Scanner:
    """Cuts the objects out of a text, character by character, and repairs them on the way."""

    def __init__(self, text):
        self.text = text
        self.at = 0

    def objects(self):
        while (start := self.text.find("{", self.at)) >= 0:
            self.at = start
            yield self.object()

    def object(self):
        out = []
        depth = 0
        while self.at < len(self.text):
            char = self.text[self.at]
            if char == '"':
                out.append(self.string())
                continue
            if char.isalpha():
                out.append(self.word())
                continue
            self.at += 1
            if char in "}]":
                self.drop_comma(out)
            out.append(char)
            depth += (char == "{") - (char == "}")
            if depth == 0:
                return "".join(out)
        raise OutputError(["cut off"])

    def string(self):
        start = self.at
        self.at += 1
        while self.at < len(self.text):
            char = self.text[self.at]
            self.at += 2 if char == "\\" else 1
            if char == '"':
                return self.text[start : self.at]
        raise OutputError(["cut off"])

    def word(self):
        start = self.at
        while self.at < len(self.text) and (self.text[self.at].isalnum() or self.text[self.at] == "_"):
            self.at += 1
        word = self.text[start : self.at]
        return {"True": "true", "False": "false", "None": "null"}.get(word, word)

    def drop_comma(self, out):
        for place in range(len(out) - 1, -1, -1):
            if out[place] == ",":
                del out[place]
                return
            if not out[place].isspace():
                return


def refuse(constant):
    raise ValueError(f"{constant} is no JSON")


def extract(text):
    readable = []
    for candidate in Scanner(text).objects():
        try:
            readable.append(json.loads(candidate, strict=False, parse_constant=refuse))
        except ValueError:
            pass
    if not readable:
        raise OutputError(["no JSON object"])
    return readable[-1]


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


IS = {
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: is_number(value) and isinstance(value, int),
    "number": is_number,
    "boolean": lambda value: value is True or value is False,
    "list": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}


class Checker:
    def __init__(self):
        self.problems = []

    def tell(self, path, problem):
        self.problems.append(f"{path}: {problem}")

    def fields(self, value, fields, parent=None):
        def path(name):
            return name if parent is None else f"{parent}.{name}"

        for name, rule in fields.items():
            if name in value:
                self.value(value[name], rule, path(name))
            elif not rule.get("optional", False):
                self.tell(path(name), "missing")
        for name in value.keys():
            if name not in fields:
                self.tell(path(name), "unexpected")

    def value(self, value, rule, path):
        if value is None and rule.get("optional", False):
            return
        if not IS[rule["type"]](value):
            self.tell(path, "not a " + rule["type"])
        elif rule["type"] == "object":
            self.fields(value, rule["fields"], path)
        elif rule["type"] == "list":
            for number, element in enumerate(value):
                self.value(element, rule["of"], f"{path}[{number}]")
        elif value not in rule.get("enum", [value]):
            self.tell(path, "not allowed")
        elif value < rule.get("min", value):
            self.tell(path, "too small")
        elif value > rule.get("max", value):
            self.tell(path, "too large")


def check(value, fields):
    checker = Checker()
    checker.fields(value, fields)
    return checker.problems


def usable(answer, fields):
    value = extract(answer)
    if problems := check(value, fields):
        raise OutputError(problems)
    return value


def ask(model, prompt, fields):
    question = {"role": "user", "content": prompt}
    first = model([question])
    try:
        return usable(first, fields)
    except OutputError as error:
        lines = ["- " + problem for problem in error.problems]
    told = RETRY.replace("PROBLEMS", "\n".join(lines))
    return usable(model([question, {"role": "assistant", "content": first}, {"role": "user", "content": told}]), fields)
