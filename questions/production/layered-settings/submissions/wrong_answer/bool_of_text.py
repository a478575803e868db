# fails: test_false_and_zero_override, test_types_as_text, test_wrong_types, test_all_problems_at_once
# Near miss: bool(text): every text that isn't empty is true, also `false`.
from dataclasses import dataclass, field

REQUIRED = object()


@dataclass(frozen=True)
class Option:
    name: str
    kind: type
    default: object = REQUIRED
    secret: bool = False

    @property
    def flag(self):
        return "--" + self.name.replace(".", "-")

    def variable(self, prefix):
        return prefix + "_" + self.name.upper().translate({ord("."): "_", ord("-"): "_"})


@dataclass
class ConfigError(Exception):
    problems: list

    def __str__(self):
        return "\n".join(self.problems)


@dataclass(repr=False)
class Settings:
    values: dict
    sources: dict
    secrets: set = field(default_factory=set)

    def __repr__(self):
        parts = []
        for name in self.values:
            parts.append(name + "=" + ("***" if name in self.secrets else repr(self.values[name])))
        return "Settings(" + ", ".join(parts) + ")"


def read_bool(text):
    match text.casefold():
        case "true" | "yes" | "on" | "1":
            return True
        case "false" | "no" | "off" | "0":
            return False
    raise ValueError(text)


def read_list(text):
    return list(filter(None, map(str.strip, text.split(","))))


TEXT = {str: str, int: int, float: float, bool: bool, list: read_list}
TYPED = {
    str: lambda value: isinstance(value, str),
    int: lambda value: isinstance(value, int) and not isinstance(value, bool),
    float: lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    bool: lambda value: isinstance(value, bool),
    list: lambda value: isinstance(value, list) and all(isinstance(each, str) for each in value),
}


class Loader:
    def __init__(self, options):
        self.options = options
        self.by_name = {option.name: option for option in options}
        self.given = {}
        self.mentioned = set()
        self.problems = []

    def complain(self, layer, text, option=None):
        self.problems.append(f"{layer}: {text}")
        if option is not None:
            self.mentioned.add(option.name)

    def give(self, layer, option, value):
        self.mentioned.add(option.name)
        self.given[option.name] = (value, layer)

    def give_text(self, layer, option, label, text):
        try:
            self.give(layer, option, TEXT[option.kind](text))
        except ValueError:
            self.complain(layer, f"{label} must be {option.kind.__name__}", option)

    def file(self, table, *path):
        for key, value in table.items():
            name = ".".join([*path, key])
            option = self.by_name.get(name)
            if type(value) is dict:
                self.file(value, *path, key)
            elif option is None:
                self.complain("file", f"unknown option {name}")
            elif not TYPED[option.kind](value):
                self.complain("file", f"{name} must be {option.kind.__name__}", option)
            else:
                self.give("file", option, float(value) if option.kind is float else value)

    def environment(self, environ, prefix):
        for option in self.options:
            variable = option.variable(prefix)
            text = environ.get(variable, "")
            if text != "":
                self.give_text("environment", option, variable, text)

    def flags(self, argv):
        by_flag = {}
        for option in self.options:
            by_flag[option.flag] = (option, True)
            if option.kind is bool:
                by_flag["--no-" + option.flag[2:]] = (option, False)
        waiting = None  # an option whose text must come next
        for argument in argv:
            if waiting is not None:
                option, waiting = waiting, None
                if not argument.startswith("--"):
                    self.give_text("flags", option, option.flag, argument)
                    continue
                self.complain("flags", f"{option.flag} needs a value", option)
            if not argument.startswith("--"):
                self.complain("flags", f"unexpected argument {argument}")
                continue
            flag = argument.split("=", 1)[0]
            if flag not in by_flag:
                self.complain("flags", f"unknown option {flag}")
                continue
            option, switch = by_flag[flag]
            if "=" in argument:
                if option.kind is bool:
                    self.complain("flags", f"{flag} takes no value", option)
                else:
                    self.give_text("flags", option, flag, argument[len(flag) + 1 :])
            elif option.kind is bool:
                self.give("flags", option, switch)
            else:
                waiting = option
        if waiting is not None:
            self.complain("flags", f"{waiting.flag} needs a value", waiting)

    def settings(self):
        values, sources = {}, {}
        for option in self.options:
            value, layer = self.given.get(option.name, (option.default, "default"))
            if value is REQUIRED and option.name not in self.mentioned:
                self.problems.append(f"{option.name} is missing")
            values[option.name] = value
            sources[option.name] = layer
        if self.problems:
            raise ConfigError(self.problems)
        return Settings(values, sources, {option.name for option in self.options if option.secret})


def load(options, file, environ, argv, prefix="APP"):
    loader = Loader(options)
    loader.file(file)
    loader.environment(environ, prefix)
    loader.flags(argv)
    return loader.settings()
