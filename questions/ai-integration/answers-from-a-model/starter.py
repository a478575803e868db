RETRY = """Your answer can't be used:
PROBLEMS
Answer again, with one JSON object and nothing else."""


class OutputError(Exception):
    """The model's answer can't be used. `problems` is a list of texts."""

    def __init__(self, problems):
        super().__init__("; ".join(problems))
        self.problems = problems


def extract(text: str) -> dict:
    """Return the last JSON object in the text."""


def check(value: dict, fields: dict) -> list[str]:
    """Return the problems of the value."""


def ask(model, prompt: str, fields: dict) -> dict:
    """Return an object without problems, with at most two requests to the model."""
