"""What tests may see of the module that they test: what its public names give, and no more.

Here the side that asks is the one that nobody trusts. Which implementation it has before it, a right one or a broken one, is to
be told from what that one does. So its source, its private names, the modules and functions it imports, frames, code and files
stay with it. What it raises crosses without the lines of its traceback.
"""

import types

from . import policy, requests
from .names import name_of, name_of_exception
from .natives import derives, instance_dict, mro_of, namespace_of

# Modules beside the tested one, with those of their names that may be used; None is all. Of ours, the tests' side asks for
# records, warnings and threads of this side; in the others, pytest replaces here what tests replace there.
_HELPERS = {
    **dict.fromkeys("_viva_logs _viva_warnings _viva_lag _viva_threads time random uuid secrets datetime".split()),
    "warnings": frozenset("filters filterwarnings simplefilter warn".split()),
    "os": frozenset("environ chdir".split()),
    "sys": frozenset("stdout stderr".split()),
}
_ASKS = frozenset({"vars", "whose", "isinstance", "issubclass", "tasks"})


class Window:
    """Stands between `side` and its peer's requests, where the peer runs tests of the module called `name`."""

    def __init__(self, side, name):
        self._name = name
        side.guard = self.check
        side.authored = {name}
        side.files = frozenset()
        side.conceals = self._conceals
        side._perform.update({"get": self._get, "set": self._set, "del": self._del, "vars": self._vars, "op": self._op})

    def check(self, side, kind, payload):
        """Raises unless the tests may ask this. The payload's shape is checked already."""
        if kind == "import":
            if payload[0] != self._name and payload[0] not in _HELPERS:
                what = f"tests can neither use nor replace {payload[0]!r} on the side of {self._name!r}"
                raise ModuleNotFoundError(what, name=payload[0])
        elif kind not in _ASKS:
            policy.check_targets(side, kind, payload)
            if kind in ("get", "set", "del"):
                self._check_name(*payload[:2])

    def _check_name(self, x, name):
        if derives(types.ModuleType, type(x)):
            names = _HELPERS.get(instance_dict(x).get("__name__"))
            if names is not None and name not in names:
                raise AttributeError(f"{name!r} of that module is not for tests")
        if not policy.is_open(name) and name != "__dict__":
            raise AttributeError(f"{name!r} is private to {self._name!r}: tests see its public names")

    def _conceals(self, x):
        """Whether a module stays here."""
        name = instance_dict(x).get("__name__")
        return name != self._name and name not in _HELPERS

    def _is_imported(self, module, x):
        """Whether a module has x from elsewhere. What both sides have is nobody's."""
        if derives(types.ModuleType, type(x)):
            return True
        if instance_dict(module).get("__name__") != self._name:
            return False
        if derives(type, type(x)):
            return name_of(x) is None and name_of_exception(x) is None and namespace_of(x).get("__module__") != self._name
        if type(x) is types.FunctionType:
            return x.__module__ != self._name
        return type(x) is types.BuiltinFunctionType and name_of(x) is None

    def _get(self, x, name):
        if name == "__dict__":
            return self._vars(x)
        found = getattr(x, name)
        if derives(types.ModuleType, type(x)) and self._is_imported(x, found):
            raise AttributeError(f"{name!r} is imported by {self._name!r}: tests see what the module itself defines")
        return found

    def _set(self, x, name, value):
        self._check_change(x, name)
        setattr(x, name, value)

    def _del(self, x, name):
        self._check_change(x, name)
        delattr(x, name)

    def _check_change(self, x, name):
        """A name of the module that is not there could only catch what the code looks up elsewhere."""
        if derives(types.ModuleType, type(x)):
            if name not in instance_dict(x) or self._is_imported(x, instance_dict(x)[name]):
                raise AttributeError(f"module {self._name!r} defines no {name!r} that could be replaced")
        elif derives(type, type(x)) and not any(name in namespace_of(cls) for cls in mro_of(x)):
            raise AttributeError(f"class {x.__name__!r} defines no {name!r} that could be replaced")

    def _vars(self, x):
        module = derives(types.ModuleType, type(x))
        if module and instance_dict(x).get("__name__") != self._name:
            return {}
        return {
            name: value
            for name, value in x.__dict__.items()
            if type(name) is str and (name[:1] != "_" or name == "__all__") and not (module and self._is_imported(x, value))
        }

    def _op(self, name, *operands):
        found = requests.perform_op(name, *operands)
        if name != "dir":
            return found
        if derives(types.ModuleType, type(operands[0])):
            return sorted(self._vars(operands[0]))
        return [name for name in found if type(name) is str and name[:1] != "_"]
