import random

import pytest
from answer import ConfigError, Option, load


def options():
    return [
        Option("db.host", str, "localhost"),
        Option("db.port", int, 5432),
        Option("db.max-size", int, 10),
        Option("timeout", float, 2.5),
        Option("debug", bool, False),
        Option("cache", bool, True),
        Option("hosts", list, None),
    ]


DEFAULTS = {
    "db.host": "localhost",
    "db.port": 5432,
    "db.max-size": 10,
    "timeout": 2.5,
    "debug": False,
    "cache": True,
    "hosts": None,
}


def values(file=None, environ=None, argv=()):
    """What differs from the defaults."""
    result = load(options(), file or {}, environ or {}, list(argv)).values
    assert isinstance(result, dict)
    assert list(result) == list(DEFAULTS)
    return {name: value for name, value in result.items() if name not in DEFAULTS or typed(value) != typed(DEFAULTS[name])}


def typed(value):
    return type(value), value


def problems(file=None, environ=None, argv=(), using=None, **settings):
    with pytest.raises(ConfigError) as info:
        load(using or options(), file or {}, environ or {}, list(argv), **settings)
    found = info.value.problems
    assert isinstance(found, list)
    assert str(info.value) == "\n".join(found)
    return found


@pytest.mark.sample
def test_defaults():
    """Without anything else the defaults are used as they are, in the order of the options, None like any other"""
    assert values() == {}
    odd = [Option("b", int, "whatever"), Option("a", str, None), Option("c", list, [])]
    result = load(odd, {}, {}, [])
    assert result.values == {"b": "whatever", "a": None, "c": []}
    assert list(result.values) == ["b", "a", "c"]
    assert values({"db": {}}) == {}


@pytest.mark.sample
@pytest.mark.points(2)
def test_each_layer_overrides():
    """Flags override the environment, the environment overrides the file, the file overrides the defaults"""
    a, b, c = random.sample(range(1024, 65536), 3)
    file, environ, argv = {"db": {"port": a}}, {"APP_DB_PORT": str(b)}, ["--db-port", str(c)]
    assert values(file) == {"db.port": a}
    assert values({}, environ) == {"db.port": b}
    assert values({}, {}, argv) == {"db.port": c}
    assert values(file, environ) == {"db.port": b}
    assert values(file, {}, argv) == {"db.port": c}
    assert values({}, environ, argv) == {"db.port": c}
    assert values(file, environ, argv) == {"db.port": c}
    assert values({"db": {"port": a, "host": "one"}, "timeout": 7.5}, {"APP_DB_HOST": "two"}, argv) == {
        "db.host": "two",
        "db.port": c,
        "timeout": 7.5,
    }


@pytest.mark.points(2)
def test_false_and_zero_override():
    """A value counts because it is there, also 0, False, an empty str or list"""
    assert values({"db": {"port": 0, "host": ""}, "cache": False, "timeout": 0, "hosts": []}) == {
        "db.port": 0,
        "db.host": "",
        "cache": False,
        "timeout": 0.0,
        "hosts": [],
    }
    assert values({"db": {"port": 7}, "debug": True}, {"APP_DB_PORT": "0", "APP_DEBUG": "no"}) == {"db.port": 0}
    assert values({"db": {"host": "one"}, "hosts": ["a"]}, {"APP_CACHE": "on"}, ["--db-host=", "--hosts", "", "--no-cache"]) == {
        "db.host": "",
        "cache": False,
        "hosts": [],
    }
    required = [Option("token", str), Option("port", int), Option("hosts", list), Option("debug", bool)]
    result = load(required, {"port": 0}, {"APP_HOSTS": ",", "APP_DEBUG": "0"}, ["--token="])
    assert result.values == {"token": "", "port": 0, "hosts": [], "debug": False}


def test_names_in_each_layer():
    """How an option is called: paths in the file, prefix and capitals in the environment, dashes in flags"""
    assert values({"db": {"max-size": 3}}) == {"db.max-size": 3}
    assert values({}, {"APP_DB_MAX_SIZE": "4"}) == {"db.max-size": 4}
    assert values({}, {}, ["--db-max-size", "5"]) == {"db.max-size": 5}
    others = {"DB_PORT": "1", "APP_DB_PROT": "2", "app_db_port": "3", "SHOP_DB_PORT": "4", "APP_": "5", "HOME": "/root"}
    assert values({}, others) == {}
    assert load(options(), {}, others, [], prefix="SHOP").values == {**DEFAULTS, "db.port": 4}
    deep = [Option("a.b.c", int, 0), Option("a.d", int, 0)]
    assert load(deep, {"a": {"b": {"c": 1}, "d": 2}}, {}, []).values == {"a.b.c": 1, "a.d": 2}
    assert load(deep, {}, {"APP_A_B_C": "3"}, ["--a-d=4"]).values == {"a.b.c": 3, "a.d": 4}


def test_sources():
    """Tells for each value where it comes from"""
    result = load(
        options(), {"db": {"host": "localhost", "port": 1}, "timeout": 3}, {"APP_DB_PORT": "2", "APP_DEBUG": "0"}, ["--no-cache", "--timeout=4"]
    )
    assert result.sources == {
        "db.host": "file",
        "db.port": "environment",
        "db.max-size": "default",
        "timeout": "flags",
        "debug": "environment",
        "cache": "flags",
        "hosts": "default",
    }


def test_types_in_the_file():
    """In the file values have a type already; a float option takes an int, too, and makes it a float"""
    assert values({"db": {"host": "5", "port": -1}, "timeout": 3, "debug": True, "hosts": ["a, b", ""]}) == {
        "db.host": "5",
        "db.port": -1,
        "timeout": 3.0,
        "debug": True,
        "hosts": ["a, b", ""],
    }
    number = random.randrange(3, 100)
    assert typed(load(options(), {"timeout": number}, {}, []).values["timeout"]) == (float, float(number))


@pytest.mark.points(2)
def test_types_as_text():
    """As text: what int and float accept, the words for true and false in any case, the parts between commas"""
    assert values({}, {"APP_DB_HOST": " 5 ", "APP_DB_PORT": " -12 ", "APP_TIMEOUT": "1e1", "APP_HOSTS": " a b, c,, ,d,"}) == {
        "db.host": " 5 ",
        "db.port": -12,
        "timeout": 10.0,
        "hosts": ["a b", "c", "d"],
    }
    assert typed(load(options(), {}, {}, ["--timeout=3"]).values["timeout"]) == (float, 3.0)
    for word in ("true", "yes", "on", "1", "True", "YES", "oN"):
        assert values({}, {"APP_DEBUG": word}) == {"debug": True}
    for word in ("false", "no", "off", "0", "False", "NO", "oFF"):
        assert values({}, {"APP_CACHE": word}) == {"cache": False}


def test_boolean_flags():
    """--debug alone is true, --no-debug alone is false, and the last one counts"""
    assert values({}, {}, ["--debug", "--no-cache"]) == {"debug": True, "cache": False}
    assert values({"debug": True}, {}, ["--no-debug"]) == {}
    assert values({}, {}, ["--no-debug", "--debug"]) == {"debug": True}
    assert values({}, {}, ["--debug", "--no-debug"]) == {}
    assert values({}, {}, ["--debug", "--db-port", "7"]) == {"debug": True, "db.port": 7}


def test_forms_of_flags():
    """--name=text or --name followed by the text; the last one counts"""
    assert values({}, {}, ["--db-port=7", "--db-host", "a=b", "--hosts=c=d,e"]) == {"db.port": 7, "db.host": "a=b", "hosts": ["c=d", "e"]}
    assert values({}, {}, ["--db-port=7", "--db-port", "8"]) == {"db.port": 8}
    assert values({}, {}, ["--db-port", "-8", "--db-host", "-"]) == {"db.port": -8, "db.host": "-"}
    assert values({}, {}, ["--db-host=--x"]) == {"db.host": "--x"}


def test_empty_variable_is_not_set():
    """An empty variable of the environment counts as not set"""
    assert values({"db": {"port": 7, "host": "one"}}, {"APP_DB_PORT": "", "APP_DB_HOST": "", "APP_DEBUG": ""}) == {"db.port": 7, "db.host": "one"}
    required = [Option("token", str)]
    assert problems({}, {"APP_TOKEN": ""}, using=required) == ["token is missing"]
    assert load(required, {}, {"APP_TOKEN": " "}, []).values == {"token": " "}


@pytest.mark.sample
def test_missing_options():
    """Each required option that no layer mentions is missing, in the order of the options"""
    required = [Option("z.token", str), Option("port", int), Option("a", bool, False), Option("hosts", list)]
    assert problems(using=required) == ["z.token is missing", "port is missing", "hosts is missing"]
    assert problems({"port": 5}, using=required) == ["z.token is missing", "hosts is missing"]
    assert problems({"port": 5}, {"APP_HOSTS": "a"}, using=required) == ["z.token is missing"]
    assert load(required, {"port": 7}, {"APP_HOSTS": "b"}, ["--z-token=x"]).values == {"z.token": "x", "port": 7, "a": False, "hosts": ["b"]}


def test_unknown_options_in_the_file():
    """A value in the file that belongs to no option is an unknown option, named by its path"""
    file = {"db": {"prot": 1, "port": 7, "x": {"y": 2}}, "tiemout": 3, "port": 4, "debug": {"level": 5}, "DEBUG": True}
    assert problems(file) == [
        "file: unknown option db.prot",
        "file: unknown option db.x.y",
        "file: unknown option tiemout",
        "file: unknown option port",
        "file: unknown option debug.level",
        "file: unknown option DEBUG",
    ]
    assert problems({"db": 5}) == ["file: unknown option db"]
    assert problems({"db": [5]}) == ["file: unknown option db"]


@pytest.mark.points(2)
def test_wrong_types():
    """A value of the wrong kind is a problem that names the layer and the kind, in the file, the environment and flags"""
    wrong = {
        "db.host": [5, True, None, ["a"]],
        "db.port": ["5", 5.0, True, None],
        "timeout": ["2.5", True, [1]],
        "debug": [1, 0, "true", None],
        "hosts": ["a,b", [1], ["a", None], 5],
    }
    kinds = {"db.host": "str", "db.port": "int", "timeout": "float", "debug": "bool", "hosts": "list"}
    for name, bad in wrong.items():
        for value in bad:
            file = {"db": {name[3:]: value}} if name.startswith("db.") else {name: value}
            assert problems(file) == [f"file: {name} must be {kinds[name]}"]
    for variable, kind, texts in (
        ("APP_DB_PORT", "int", ["x", "5.0", " "]),
        ("APP_TIMEOUT", "float", ["fast", "1,5"]),
        ("APP_DEBUG", "bool", ["maybe", "2", " yes", "y"]),
    ):
        for text in texts:
            assert problems({}, {variable: text}) == [f"environment: {variable} must be {kind}"]
    assert problems({}, {}, ["--db-port=", "--timeout", "fast", "--db-max-size=1.5"]) == [
        "flags: --db-port must be int",
        "flags: --timeout must be float",
        "flags: --db-max-size must be int",
    ]


@pytest.mark.points(2)
def test_wrong_flags():
    """Unknown flags, flags without a value or with one too many, and unexpected arguments, in the order of argv"""
    assert problems({}, {}, ["--db-prot=1", "5433", "--db-port", "--debug", "--no-timeout", "--debug=yes", "--no-cache=no", "x", "--hosts"]) == [
        "flags: unknown option --db-prot",
        "flags: unexpected argument 5433",
        "flags: --db-port needs a value",
        "flags: unknown option --no-timeout",
        "flags: --debug takes no value",
        "flags: --no-cache takes no value",
        "flags: unexpected argument x",
        "flags: --hosts needs a value",
    ]
    assert problems({}, {}, ["--debug", "true"]) == ["flags: unexpected argument true"]
    assert problems({}, {}, ["-v", "--DB-PORT=5", "--db.port=5"]) == [
        "flags: unexpected argument -v",
        "flags: unknown option --DB-PORT",
        "flags: unknown option --db.port",
    ]


@pytest.mark.points(2)
def test_all_problems_at_once():
    """All problems at once: file, environment in the order of the options, flags, missing; a wrong value isn't missing"""
    using = [Option("token", str), Option("port", int), Option("size", int), Option("debug", bool), Option("rate", float)]
    file = {"rate": "much", "port": "x", "colour": "red"}
    environ = {"APP_DEBUG": "perhaps", "APP_PORT": "y"}
    assert problems(file, environ, ["--size", "z", "w"], using=using) == [
        "file: rate must be float",
        "file: port must be int",
        "file: unknown option colour",
        "environment: APP_PORT must be int",
        "environment: APP_DEBUG must be bool",
        "flags: --size must be int",
        "flags: unexpected argument w",
        "token is missing",
    ]
    assert problems({}, {"SHOP_PORT": "y"}, ["--size", "--debug", "--rate=1"], using=using, prefix="SHOP") == [
        "environment: SHOP_PORT must be int",
        "flags: --size needs a value",
        "token is missing",
    ]


def test_lower_layers_are_checked():
    """A wrong value is a problem also where a later layer overrides it"""
    assert problems({"db": {"port": "x"}}, {"APP_DB_PORT": "7"}, ["--db-port=8"]) == ["file: db.port must be int"]
    assert problems({"db": {"port": 7}}, {"APP_DB_PORT": "x"}, ["--db-port=8"]) == ["environment: APP_DB_PORT must be int"]
    assert problems({}, {}, ["--db-port=x", "--db-port=8"]) == ["flags: --db-port must be int"]


def test_secrets_are_not_shown():
    """The repr shows each option in order with the repr of its value, and *** for secret ones"""
    secret = "".join(random.choice("abcdefgh") for _ in range(12))
    using = [Option("user", str, "ann"), Option("db.password", str, secret=True), Option("pin", int, None, True), Option("hosts", list, [])]
    result = load(using, {"db": {"password": secret}}, {"APP_HOSTS": "a,b"}, [])
    assert result.values["db.password"] == secret
    assert repr(result) == "Settings(user='ann', db.password=***, pin=***, hosts=['a', 'b'])"
    assert repr(load([], {}, {}, [])) == "Settings()"
    found = problems({"db": {"password": [secret]}, "user": "ben"}, {"APP_PIN": secret}, using=using)
    assert found == ["file: db.password must be str", "environment: APP_PIN must be int"]
