# fails: test_one_sensor, test_order_of_summaries, test_figures, test_gap_closes_several_windows, test_end_of_readings, test_closes_exactly_with_lateness, test_out_of_order_readings_count, test_late_readings, test_late_without_handler, test_window_that_never_had_a_reading, test_random_stream, test_reads_nothing_early, test_error_passes_through, test_keeps_no_readings, test_settings_are_checked
# Running minimum and maximum start at 0, which is right only for sensors on both sides of it.
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
        figures = windows.setdefault(start, {}).setdefault(sensor, [0, 0, 0, 0])
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
    for start in sorted(windows):
        yield from _describe(start, windows[start])


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
