# fails: test_counters_only_go_up
# Near miss: lets a counter go down; rate() takes that for a restart.
import math
import re


def number(value):
    value = float(value)
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    return repr(value)


def escape(text):
    return text.replace("\\", "\\\\").replace("\n", "\\n")


def braces(pairs):
    inside = ",".join('{}="{}"'.format(name, escape(value).replace('"', '\\"')) for name, value in pairs)
    return f"{{{inside}}}" if inside else ""


class Metric:
    reserved = ()

    def __init__(self, name, help, labels):
        if not re.fullmatch(r"[a-zA-Z_:][a-zA-Z0-9_:]*", name):
            raise ValueError(f"not a name for a metric: {name!r}")
        self.name, self.help = name, help
        self.label_names = sorted(labels)
        for label in labels:
            if not re.fullmatch(r"(?!__)[a-zA-Z_][a-zA-Z0-9_]*", label) or label in self.reserved:
                raise ValueError(f"not a name for a label: {label!r}")
        if len(set(labels)) < len(self.label_names):
            raise ValueError("a label is named twice")
        self.series = {}

    def new_series(self):
        return 0.0

    def key(self, labels):
        if sorted(labels) != self.label_names:
            raise ValueError(f"the labels are {', '.join(self.label_names)}")
        return tuple(str(labels[name]) for name in self.label_names)

    def add(self, value, labels):
        key = self.key(labels)
        self.series[key] = self.series.get(key, 0.0) + value

    def lines(self):
        yield f"# HELP {self.name} {escape(self.help)}"
        yield f"# TYPE {self.name} {self.kind}"
        if not self.label_names:
            self.series.setdefault((), self.new_series())
        for values in sorted(self.series):
            yield from self.series_lines(list(zip(self.label_names, values)), self.series[values])

    def series_lines(self, pairs, value):
        yield f"{self.name}{braces(pairs)} {number(value)}"


class Counter(Metric):
    kind = "counter"

    def inc(self, value=1, /, **labels):
        self.add(value, labels)


class Gauge(Metric):
    kind = "gauge"

    def set(self, value, /, **labels):
        self.series[self.key(labels)] = value

    def inc(self, value=1, /, **labels):
        self.add(value, labels)

    def dec(self, value=1, /, **labels):
        self.add(-value, labels)


class Histogram(Metric):
    kind = "histogram"
    reserved = ("le",)

    def __init__(self, name, help, labels, buckets):
        super().__init__(name, help, labels)
        self.bounds = list(buckets)
        if any(low >= high for low, high in zip(self.bounds, self.bounds[1:])):
            raise ValueError("buckets must go up")
        if self.bounds[-1:] != [math.inf]:
            self.bounds.append(math.inf)

    def new_series(self):
        return [0] * len(self.bounds), 0.0

    def observe(self, value, /, **labels):
        key = self.key(labels)
        counts, total = self.series.get(key) or self.new_series()
        counts = [count + (value <= bound) for count, bound in zip(counts, self.bounds)]
        self.series[key] = counts, total + value

    def series_lines(self, pairs, series):
        counts, total = series
        for bound, count in zip(self.bounds, counts):
            yield f"{self.name}_bucket{braces([*pairs, ('le', number(bound))])} {number(count)}"
        yield f"{self.name}_sum{braces(pairs)} {number(total)}"
        yield f"{self.name}_count{braces(pairs)} {number(counts[-1])}"


class Registry:
    def __init__(self):
        self.metrics = {}

    def counter(self, name, help, labels=()):
        return self.register(Counter(name, help, labels))

    def gauge(self, name, help, labels=()):
        return self.register(Gauge(name, help, labels))

    def histogram(self, name, help, labels=(), buckets=(0.1, 0.5, 1, 5)):
        return self.register(Histogram(name, help, labels, buckets))

    def register(self, metric):
        if metric.name in self.metrics:
            raise ValueError(f"{metric.name} is there already")
        self.metrics[metric.name] = metric
        return metric

    def render(self):
        metrics = sorted(self.metrics.items())
        return "".join(f"{line}\n" for _, metric in metrics for line in metric.lines())
