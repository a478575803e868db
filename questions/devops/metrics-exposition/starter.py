class Registry:
    def counter(self, name, help, labels=()):
        """Make a counter: it has inc(value=1, **labels)."""
        raise NotImplementedError

    def gauge(self, name, help, labels=()):
        """Make a gauge: it has set(value, **labels), inc(value=1, **labels), dec(value=1, **labels)."""
        raise NotImplementedError

    def histogram(self, name, help, labels=(), buckets=(0.1, 0.5, 1, 5)):
        """Make a histogram: it has observe(value, **labels)."""
        raise NotImplementedError

    def render(self):
        """The text that Prometheus collects."""
        raise NotImplementedError
