"""What an event loop knows of its other half on the other side of the boundary: `Partner`, which it drives, and `Link`, the way
there and back. `boundary/joining.py` has both."""

from typing import Any, Protocol


class Partner(Protocol):
    """The loop that is driven, as its driver knows it."""

    head: int | None  # when its first ready callback became ready
    due: float | None  # its earliest timer

    def move(self, end: float) -> None:
        """Timers due before `end` become ready."""

    def turn(self, until: int) -> None:
        """Runs what became ready until then."""

    def batch(self) -> int:
        """How many callbacks are ready; `one` counts among these."""

    def one(self, index: int) -> None:
        """Runs the one of that index, and takes it out of the batch."""

    def debug(self) -> None:
        """Takes over what the driver's debug settings are."""

    async def finish(self) -> None:
        """Cancels its tasks and shuts down its generators and threads, as `asyncio.run` does in the end."""


class Link(Protocol):
    """Between a loop and the other side."""

    def run(self) -> None:
        """Calls the loop's `drive`, with a partner if there can be one."""

    def leftovers(self) -> bool:
        """Whether the partner has something to finish."""

    def close(self) -> None: ...

    def stop(self) -> bool:
        """Stops whoever drives this loop; False if it drives itself."""

    def tell(self, wakes: bool) -> None:
        """Tells the driver of this loop that something became ready; it sleeps on unless that `wakes` it."""

    def handled(self, context: dict[str, Any]) -> bool:
        """Whether the driver of this loop took an exception that nobody else did."""
