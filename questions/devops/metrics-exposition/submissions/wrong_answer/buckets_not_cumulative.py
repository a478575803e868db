# fails: test_histogram, test_bounds_belong_to_their_bucket, test_histogram_with_labels, test_random_observations
# Counts each observation in one bucket only; Prometheus expects every bucket to contain the smaller ones.
import bisect
import itertools
import string
from types import SimpleNamespace

LETTERS = set(string.ascii_letters + "_")
DIGITS = set(string.digits)


def is_name(text, extra=""):
    first, more = LETTERS | set(extra), LETTERS | set(extra) | DIGITS
    return text[:1] in first and set(text) <= more if text else False


def written(value):
    return {"inf": "+Inf", "-inf": "-Inf", "nan": "NaN"}.get(str(float(value)), str(float(value)))


def escaped(text, table):
    return text.translate(table)


IN_HELP = str.maketrans({"\\": r"\\", "\n": r"\n"})
IN_LABEL = str.maketrans({"\\": r"\\", "\n": r"\n", '"': r"\""})


def line(name, labels, value):
    text = ",".join(f'{label}="{escaped(content, IN_LABEL)}"' for label, content in labels)
    return name + ("{" + text + "}" if text else "") + " " + written(value) + "\n"


class Registry:
    def __init__(self):
        self._renderers = {}

    def render(self):
        return "".join(self._renderers[name]() for name in sorted(self._renderers))

    def counter(self, name, help, labels=()):
        def inc(value=1, /, **given):
            if value < 0:
                raise ValueError("counters only go up")
            key = key_of(given)
            series[key] = series.get(key, 0) + value

        key_of, series = self._register(name, help, "counter", labels, int, single_line)
        return SimpleNamespace(inc=inc)

    def gauge(self, name, help, labels=()):
        def set_to(value, /, **given):
            series[key_of(given)] = value

        def inc(value=1, /, **given):
            key = key_of(given)
            series[key] = series.get(key, 0) + value

        def dec(value=1, /, **given):
            inc(-value, **given)

        key_of, series = self._register(name, help, "gauge", labels, int, single_line)
        return SimpleNamespace(set=set_to, inc=inc, dec=dec)

    def histogram(self, name, help, labels=(), buckets=(0.1, 0.5, 1, 5)):
        bounds = [*map(float, buckets)]
        if bounds != sorted(set(bounds)):
            raise ValueError("buckets must be ascending")
        if float("inf") in bounds:
            bounds.pop()
        if "le" in labels:
            raise ValueError("le belongs to the buckets")

        def new():
            return {"counts": [0] * (len(bounds) + 1), "sum": 0}

        def observe(value, /, **given):
            entry = series.setdefault(key_of(given), new())
            entry["counts"][bisect.bisect_left(bounds, value)] += 1
            entry["sum"] += value

        def lines(name, labels, entry):
            counts = entry["counts"]
            for bound, count in zip([*bounds, float("inf")], counts):
                yield line(f"{name}_bucket", [*labels, ("le", written(bound))], count)
            yield line(f"{name}_sum", labels, entry["sum"])
            yield line(f"{name}_count", labels, sum(counts))

        key_of, series = self._register(name, help, "histogram", labels, new, lines)
        return SimpleNamespace(observe=observe)

    def _register(self, name, help, kind, labels, new, lines):
        if not is_name(name, ":") or name in self._renderers:
            raise ValueError(f"{name!r} is no name, or taken")
        names = sorted(labels)
        for label in names:
            if not is_name(label) or label.startswith("__") or names.count(label) > 1:
                raise ValueError(f"{label!r} can't be a label")
        series = {} if names else {(): new()}

        def key_of(given):
            if given.keys() != set(names):
                raise ValueError(f"the labels are {', '.join(names)}")
            return tuple(str(given[label]) for label in names)

        def render():
            head = f"# HELP {name} {escaped(help, IN_HELP)}\n# TYPE {name} {kind}\n"
            body = (text for key in sorted(series) for text in lines(name, list(zip(names, key)), series[key]))
            return head + "".join(body)

        self._renderers[name] = render
        return key_of, series


def single_line(name, labels, value):
    yield line(name, labels, value)
