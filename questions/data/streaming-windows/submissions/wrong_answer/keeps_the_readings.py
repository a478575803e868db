# fails: test_keeps_no_readings
# Near miss: keeps each group's readings to work out the figures when the window closes; memory grows with the traffic.
def summarize(readings, width, lateness=0, on_late=None):
    if width < 1 or lateness < 0:
        raise ValueError("width must be at least 1, lateness at least 0")
    return _summaries(readings, width, lateness, on_late)


def _summaries(readings, width, lateness, on_late):
    windows = {}  # start -> {sensor: [count, minimum, maximum, total]}
    first_open = 0
    for reading in readings:
        time, sensor, value, _ = reading
        start = time - time % width
        if start < first_open:
            if on_late is not None:
                on_late(reading)
            continue
        windows.setdefault(start, {}).setdefault(sensor, []).append(reading)
        # The windows below this start have ended at least `lateness` seconds ago.
        edge = (time - lateness) // width * width
        if edge > first_open:
            first_open = edge
            for closed in sorted(start for start in windows if start < edge):
                yield from _describe(closed, windows.pop(closed))
    for start in sorted(windows):
        yield from _describe(start, windows[start])


def _describe(start, sensors):
    for sensor in sorted(sensors):
        values = [value for _, _, value, _ in sensors[sensor]]
        count, minimum, maximum, total = len(values), min(values), max(values), sum(values)
        yield {
            "start": start,
            "sensor": sensor,
            "count": count,
            "minimum": minimum,
            "maximum": maximum,
            "mean": total / count,
        }
