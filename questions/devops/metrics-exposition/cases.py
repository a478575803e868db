import bisect
import math
import random

import pytest
from answer import Registry


def text(name, kind, *series, help="Help") -> str:
    """The text of one metric."""
    return "".join(f"{line}\n" for line in (f"# HELP {name} {help}", f"# TYPE {name} {kind}", *series))


@pytest.mark.sample
def test_counter():
    """A counter adds up, by default 1, and is rendered with HELP and TYPE"""
    registry = Registry()
    jobs = registry.counter("jobs_total", "Jobs that are done")
    jobs.inc()
    jobs.inc(2.5)
    jobs.inc(1)
    assert registry.render() == text("jobs_total", "counter", "jobs_total 4.5", help="Jobs that are done")
    jobs.inc()
    assert registry.render() == text("jobs_total", "counter", "jobs_total 5.5", help="Jobs that are done")


@pytest.mark.sample
def test_labels():
    """Labels are in the order of their names, series in the order of their label values"""
    registry = Registry()
    requests = registry.counter("r", "Help", ["route", "method", "Zone"])
    requests.inc(3, route="/b", method="GET", Zone="x")
    requests.inc(method="POST", Zone="x", route="/a")
    requests.inc(2, Zone="x", method="GET", route="/a")
    requests.inc(4, Zone="w", method="PUT", route="/z")
    requests.inc(1, Zone="x", method="GET", route="/b")
    assert registry.render() == text(
        "r",
        "counter",
        'r{Zone="w",method="PUT",route="/z"} 4.0',
        'r{Zone="x",method="GET",route="/a"} 2.0',
        'r{Zone="x",method="GET",route="/b"} 4.0',
        'r{Zone="x",method="POST",route="/a"} 1.0',
    )


@pytest.mark.sample
def test_histogram():
    """A histogram's buckets are cumulative, +Inf counts all; then come sum and count"""
    registry = Registry()
    seconds = registry.histogram("seconds", "Help", buckets=[0.5, 1, 2.5])
    for value in (0.25, 0.25, 0.75, 2, 4, 8):
        seconds.observe(value)
    assert registry.render() == text(
        "seconds",
        "histogram",
        'seconds_bucket{le="0.5"} 2.0',
        'seconds_bucket{le="1.0"} 3.0',
        'seconds_bucket{le="2.5"} 4.0',
        'seconds_bucket{le="+Inf"} 6.0',
        "seconds_sum 15.25",
        "seconds_count 6.0",
    )


def test_counters_only_go_up():
    """A negative inc of a counter raises ValueError and changes nothing"""
    registry = Registry()
    plain = registry.counter("a", "Help")
    labelled = registry.counter("b", "Help", ["x"])
    plain.inc(2)
    for value in (-1, -0.5):
        with pytest.raises(ValueError):
            plain.inc(value)
        with pytest.raises(ValueError):
            labelled.inc(value, x="new")
    assert registry.render() == text("a", "counter", "a 2.0") + text("b", "counter")


def test_gauge():
    """A gauge is set, goes up and down by default by 1, and may be anything"""
    registry = Registry()
    gauge = registry.gauge("g", "Help", ["x"])
    gauge.set(5, x="a")
    gauge.inc(x="a")
    gauge.dec(2.5, x="a")
    gauge.dec(x="b")
    gauge.inc(-3, x="b")
    gauge.inc(7, x="c")
    gauge.set(-2.5, x="c")
    gauge.dec(-1, x="d")
    assert registry.render() == text("g", "gauge", 'g{x="a"} 3.5', 'g{x="b"} -4.0', 'g{x="c"} -2.5', 'g{x="d"} 1.0')


@pytest.mark.points(2)
def test_first_samples():
    """A series begins at 0 with its first use, without labels from the beginning"""
    registry = Registry()
    registry.counter("a", "Help")
    registry.gauge("b", "Help")
    registry.histogram("c", "Help", buckets=[1])
    empty = text("c", "histogram", 'c_bucket{le="1.0"} 0.0', 'c_bucket{le="+Inf"} 0.0', "c_sum 0.0", "c_count 0.0")
    used = [registry.counter("d", "Help", ["x"]), registry.gauge("e", "Help", ["x"])]
    registry.histogram("f", "Help", ["x"])
    beginning = text("a", "counter", "a 0.0") + text("b", "gauge", "b 0.0") + empty
    assert registry.render() == beginning + text("d", "counter") + text("e", "gauge") + text("f", "histogram")
    for metric in used:
        metric.inc(0, x="y")
    assert registry.render() == beginning + text("d", "counter", 'd{x="y"} 0.0') + text("e", "gauge", 'e{x="y"} 0.0') + text("f", "histogram")


@pytest.mark.parametrize(
    "value, written",
    [
        (3, "3.0"),
        (0.25, "0.25"),
        (10**16, "1e+16"),
        (1e-7, "1e-07"),
        (123456789, "123456789.0"),
        (math.inf, "+Inf"),
        (-math.inf, "-Inf"),
        (math.nan, "NaN"),
    ],
)
def test_numbers(value, written):
    """Numbers are written as Python writes a float, but +Inf, -Inf and NaN"""
    registry = Registry()
    registry.gauge("g", "Help").set(value)
    assert registry.render() == text("g", "gauge", f"g {written}")


def test_label_values_are_strings():
    """Label values are turned into strings: 500 and "500" are the same series"""
    registry = Registry()
    counter = registry.counter("c", "Help", ["status"])
    counter.inc(status=500)
    counter.inc(status="500")
    counter.inc(status=None)
    counter.inc(status=99)
    counter.inc(status="")
    assert registry.render() == text("c", "counter", 'c{status=""} 1.0', 'c{status="500"} 2.0', 'c{status="99"} 1.0', 'c{status="None"} 1.0')


@pytest.mark.points(2)
def test_other_labels():
    """A missing label or another one raises ValueError and changes nothing; a label may be called value or self"""
    registry = Registry()
    counter = registry.counter("c", "Help", ["x", "y"])
    gauge = registry.gauge("g", "Help")
    histogram = registry.histogram("h", "Help", ["x"])
    for call in (
        lambda: counter.inc(x="1"),
        lambda: counter.inc(),
        lambda: counter.inc(x="1", y="2", z="3"),
        lambda: counter.inc(x="1", z="2"),
        lambda: gauge.set(4, x="1"),
        lambda: gauge.inc(x="1"),
        lambda: gauge.dec(x="1"),
        lambda: histogram.observe(1),
        lambda: histogram.observe(1, y="1"),
    ):
        with pytest.raises(ValueError):
            call()
    registry.gauge("k", "Help", ["value", "self"]).set(3, value="v", self="s")
    registry.counter("l", "Help", ["value"]).inc(value="2")
    registry.histogram("m", "Help", ["value"], []).observe(3, value="2")
    assert registry.render() == (
        text("c", "counter")
        + text("g", "gauge", "g 0.0")
        + text("h", "histogram")
        + text("k", "gauge", 'k{self="s",value="v"} 3.0')
        + text("l", "counter", 'l{value="2"} 1.0')
        + text("m", "histogram", 'm_bucket{value="2",le="+Inf"} 1.0', 'm_sum{value="2"} 3.0', 'm_count{value="2"} 1.0')
    )


@pytest.mark.points(2)
def test_escapes():
    """Backslashes and line breaks are escaped in help texts and label values, quotes in label values"""
    for raw, in_help, in_label in (
        ("a\\b", "a\\\\b", "a\\\\b"),
        ("a\nb\n", "a\\nb\\n", "a\\nb\\n"),
        ('say "a"', 'say "a"', 'say \\"a\\"'),
        ("a\\nb", "a\\\\nb", "a\\\\nb"),
        ('\\"\n', '\\\\"\\n', '\\\\\\"\\n'),
        ("é {x=1}, #", "é {x=1}, #", "é {x=1}, #"),
    ):
        registry = Registry()
        registry.counter("c", raw, ["x"]).inc(x=raw)
        registry.histogram("h", raw, ["x"], []).observe(1, x=raw)
        label = f'{{x="{in_label}"}}'
        bucket = f'h_bucket{{x="{in_label}",le="+Inf"}} 1.0'
        assert registry.render() == text("c", "counter", f"c{label} 1.0", help=in_help) + text(
            "h", "histogram", bucket, f"h_sum{label} 1.0", f"h_count{label} 1.0", help=in_help
        )


def test_random_label_values():
    """Random label values are escaped; each is a series of its own, in the order of the label values"""
    registry = Registry()
    gauge = registry.gauge("g", "Help", ["x"])
    values: dict[str, int] = {}
    for number in range(30):
        value = "".join(random.choice('\\"\nn,a') for _ in range(random.randrange(5)))
        values[value] = number
        gauge.set(number, x=value)
    escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n"}
    series = ["g{x=\"" + "".join(escapes.get(letter, letter) for letter in value) + f'"}} {float(values[value])}' for value in sorted(values)]
    assert registry.render() == text("g", "gauge", *series)


def test_bounds_belong_to_their_bucket():
    """An observation equal to a bound is counted in its bucket"""
    registry = Registry()
    histogram = registry.histogram("h", "Help")
    for value in (0.0625, 0.5, 0.5, 1, 5, 5.5, -1):
        histogram.observe(value)
    assert registry.render() == text(
        "h",
        "histogram",
        'h_bucket{le="0.1"} 2.0',
        'h_bucket{le="0.5"} 4.0',
        'h_bucket{le="1.0"} 5.0',
        'h_bucket{le="5.0"} 6.0',
        'h_bucket{le="+Inf"} 7.0',
        "h_sum 11.5625",
        "h_count 7.0",
    )


def test_histogram_with_labels():
    """Each series of a histogram has its buckets, le after all other labels, then its sum and count"""
    registry = Registry()
    histogram = registry.histogram("h", "Help", ["zone", "kind"], buckets=(2, 10))
    histogram.observe(3, zone="b", kind="x")
    histogram.observe(1.5, zone="a", kind="x")
    histogram.observe(20, zone="b", kind="x")
    assert registry.render() == text(
        "h",
        "histogram",
        'h_bucket{kind="x",zone="a",le="2.0"} 1.0',
        'h_bucket{kind="x",zone="a",le="10.0"} 1.0',
        'h_bucket{kind="x",zone="a",le="+Inf"} 1.0',
        'h_sum{kind="x",zone="a"} 1.5',
        'h_count{kind="x",zone="a"} 1.0',
        'h_bucket{kind="x",zone="b",le="2.0"} 0.0',
        'h_bucket{kind="x",zone="b",le="10.0"} 1.0',
        'h_bucket{kind="x",zone="b",le="+Inf"} 2.0',
        'h_sum{kind="x",zone="b"} 23.0',
        'h_count{kind="x",zone="b"} 2.0',
    )


def test_buckets():
    """Buckets go up strictly; there may be none, and math.inf as the last adds nothing"""
    for buckets in ([1, 1], [1, 2, 2], [2, 1], [1, 3, 2, 4], [math.inf, 1], [1, math.inf, math.inf]):
        registry = Registry()
        with pytest.raises(ValueError):
            registry.histogram("h", "Help", buckets=buckets)
        assert registry.render() == ""
    for buckets, series in (([], []), ([math.inf], []), ([-1, math.inf], ['h_bucket{le="-1.0"} 0.0'])):
        registry = Registry()
        registry.histogram("h", "Help", buckets=buckets).observe(2)
        assert registry.render() == text("h", "histogram", *series, 'h_bucket{le="+Inf"} 1.0', "h_sum 2.0", "h_count 1.0")


def test_random_observations():
    """Random observations are counted in every bucket whose bound they are less than or equal to"""
    registry = Registry()
    bounds = sorted(random.sample(range(1, 40), 6))
    histogram = registry.histogram("h", "Help", buckets=bounds)
    values = sorted([*bounds[:3], *(random.randrange(0, 200) / 4 for _ in range(37))])
    for value in random.sample(values, len(values)):
        histogram.observe(value)
    series = [f'h_bucket{{le="{bound}.0"}} {bisect.bisect_right(values, bound)}.0' for bound in bounds]
    assert registry.render() == text("h", "histogram", *series, 'h_bucket{le="+Inf"} 40.0', f"h_sum {float(sum(values))}", "h_count 40.0")


def test_order_and_ends():
    """Metrics are in the order of their names; without any the text is empty"""
    registry = Registry()
    assert registry.render() == ""
    registry.gauge("b", "Second")
    registry.counter("a_total", "First")
    registry.counter("B", "Capital")
    registry.histogram("a", "Shortest", ["x"])
    expected = text("B", "counter", "B 0.0", help="Capital") + text("a", "histogram", help="Shortest") + text("a_total", "counter", "a_total 0.0", help="First")
    assert registry.render() == expected + text("b", "gauge", "b 0.0", help="Second")
    assert Registry().render() == ""


def test_names():
    """Names of metrics and labels have letters, digits and underscores (a metric's colons, too); no label begins with two underscores or is le"""
    registry = Registry()
    for make in (registry.counter, registry.gauge, registry.histogram):
        for name in ("", "1a", "a-b", "a b", "ä", "a.b", "a\n", "a٣"):
            with pytest.raises(ValueError):
                make(name, "Help")
        for label in ("", "1a", "a-b", "a:b", "ä", "__a", "__", "a\n", "a٣"):
            with pytest.raises(ValueError):
                make("good", "Help", [label])
            with pytest.raises(ValueError):
                make("good", "Help", ["x", label])
        with pytest.raises(ValueError):
            make("good", "Help", ["x", "y", "x"])
    with pytest.raises(ValueError):
        registry.histogram("good", "Help", ["x", "le"])
    assert registry.render() == ""
    for name in ("_", ":a:1", "A9_z", "good"):
        registry.gauge(name, "Help", ["_a1", "A_", "_", "le"])
    expected = [text(name, "gauge") for name in (":a:1", "A9_z", "_", "good")]
    assert registry.render() == "".join(expected)


def test_taken_names():
    """A name that the registry already has raises ValueError, whatever the kind, and the first metric stays"""
    registry = Registry()
    counter = registry.counter("a", "Help", ["x"])
    for make in (registry.counter, registry.gauge, registry.histogram):
        with pytest.raises(ValueError):
            make("a", "Other")
    counter.inc(x="1")
    Registry().gauge("a", "Other")
    assert registry.render() == text("a", "counter", 'a{x="1"} 1.0')
