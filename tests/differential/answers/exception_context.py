class ConfigError(Exception):
    pass


def implicit(options):
    try:
        return options["port"]
    except KeyError:
        raise ConfigError("no port")


def hidden(text):
    try:
        return int(text)
    except ValueError:
        raise ConfigError("no number") from None


def explicit(text):
    try:
        return int(text)
    except ValueError as error:
        raise ConfigError("no number") from error


def alone():
    raise ConfigError("alone")


def unpacked():
    try:
        raise ExceptionGroup("several", [ValueError("first"), KeyError("second")])
    except ExceptionGroup as group:
        raise group.exceptions[0]


def thrice():
    try:
        implicit({})
    except ConfigError:
        raise RuntimeError("last")
