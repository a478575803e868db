# fails: test_each_layer_overrides, test_false_and_zero_override, test_all_problems_at_once
# Puts the layers together in the wrong order: the environment overrides what was typed on the command line.
from dataclasses import dataclass

REQUIRED = object()
WORDS = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}


@dataclass(frozen=True)
class Option:
    name: str
    kind: type
    default: object = REQUIRED
    secret: bool = False


class ConfigError(Exception):
    def __init__(self, problems):
        super().__init__("\n".join(problems))
        self.problems = problems


class Settings:
    def __init__(self, values, sources, secrets):
        self.values = values
        self.sources = sources
        self._secrets = secrets

    def __repr__(self):
        shown = (f"{name}={'***' if name in self._secrets else repr(value)}" for name, value in self.values.items())
        return f"Settings({', '.join(shown)})"


def checked(kind, value):
    """A value of the file, or ValueError."""
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind:
        raise ValueError
    if kind is list and not all(isinstance(item, str) for item in value):
        raise ValueError
    return value


def parsed(kind, text):
    """A value from text, or ValueError."""
    if kind is list:
        return [part.strip() for part in text.split(",") if part.strip()]
    if kind is bool:
        if text.lower() not in WORDS:
            raise ValueError
        return WORDS[text.lower()]
    return kind(text)


def leaves(table, path=""):
    for key, value in table.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{path}{key}.")
        else:
            yield path + key, value


def from_file(options, file):
    named = {option.name: option for option in options}
    for name, value in leaves(file):
        if name in named:
            yield named[name], name, checked, value
        else:
            yield f"unknown option {name}"


def from_environment(options, environ, prefix):
    for option in options:
        variable = f"{prefix}_{option.name}".replace(".", "_").replace("-", "_")
        variable = prefix + variable[len(prefix) :].upper()
        if environ.get(variable):
            yield option, variable, parsed, environ[variable]


def from_flags(options, argv):
    named = {"--" + option.name.replace(".", "-"): option for option in options}
    switches = {}
    for flag, option in named.items():
        if option.kind is bool:
            switches[flag] = (option, "true")
            switches["--no-" + flag[2:]] = (option, "false")
    rest = list(argv)
    while rest:
        flag, equals, text = rest.pop(0).partition("=")
        if not flag.startswith("--"):
            yield f"unexpected argument {flag}{equals}{text}"
        elif flag in switches:
            option, text = switches[flag][0], switches[flag][1] if not equals else None
            if text is None:
                yield option, f"{flag} takes no value"
            else:
                yield option, flag, parsed, text
        elif flag not in named:
            yield f"unknown option {flag}"
        elif equals:
            yield named[flag], flag, parsed, text
        elif rest and not rest[0].startswith("--"):
            yield named[flag], flag, parsed, rest.pop(0)
        else:
            yield named[flag], f"{flag} needs a value"


def load(options, file, environ, argv, prefix="APP"):
    values = {option.name: option.default for option in options}
    sources = {option.name: "default" for option in options}
    problems = []
    layers = [
        ("file", from_file(options, file)),
        ("flags", from_flags(options, argv)),
        ("environment", from_environment(options, environ, prefix)),
    ]
    for source, entries in layers:
        for entry in entries:
            if isinstance(entry, str):
                problems.append(f"{source}: {entry}")
                continue
            option, label, *reading = entry
            sources[option.name] = source
            if not reading:
                problems.append(f"{source}: {label}")
                continue
            read, raw = reading
            try:
                values[option.name] = read(option.kind, raw)
            except ValueError:
                problems.append(f"{source}: {label} must be {option.kind.__name__}")
    for name, value in values.items():
        if value is REQUIRED and sources[name] == "default":
            problems.append(f"{name} is missing")
    if problems:
        raise ConfigError(problems)
    return Settings(values, sources, {option.name for option in options if option.secret})
