# fails: test_error_passes_through
# Near miss: gives the open windows out in a finally clause, so half a window is reported as whole when the source breaks.
def summarize(readings, width, lateness=0, on_late=None):
    if width < 1 or lateness < 0:
        raise ValueError("width must be at least 1, lateness at least 0")
    return _summaries(readings, width, lateness, on_late)


def _summaries(readings, width, lateness, on_late):
    windows = {}  # start -> {sensor: [count, minimum, maximum, total]}
    try:
        yield from _closed_windows(readings, windows, width, lateness, on_late)
    finally:
        for start in sorted(windows):
            yield from _describe(start, windows[start])


def _closed_windows(readings, windows, width, lateness, on_late):
    first_open = 0
    for reading in readings:
        time, sensor, value, _ = reading
        start = time - time % width
        if start < first_open:
            if on_late is not None:
                on_late(reading)
            continue
        figures = windows.setdefault(start, {}).setdefault(sensor, [0, value, value, 0])
        figures[0] += 1
        figures[1] = min(figures[1], value)
        figures[2] = max(figures[2], value)
        figures[3] += value
        # The windows below this start have ended at least `lateness` seconds ago.
        edge = (time - lateness) // width * width
        if edge > first_open:
            first_open = edge
            for closed in sorted(start for start in windows if start < edge):
                yield from _describe(closed, windows.pop(closed))


def _describe(start, sensors):
    for sensor in sorted(sensors):
        count, minimum, maximum, total = sensors[sensor]
        yield {
            "start": start,
            "sensor": sensor,
            "count": count,
            "minimum": minimum,
            "maximum": maximum,
            "mean": total / count,
        }
