from dataclasses import dataclass

REQUIRED = object()


@dataclass(frozen=True)
class Option:
    name: str
    kind: type  # str, int, float, bool or list
    default: object = REQUIRED
    secret: bool = False


class ConfigError(Exception):
    """All that is wrong with the settings."""


class Settings:
    """The values and where they come from."""


def load(options, file, environ, argv, prefix="APP") -> Settings:
    raise NotImplementedError
