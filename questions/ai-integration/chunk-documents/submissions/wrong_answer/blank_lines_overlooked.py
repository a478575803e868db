# fails: test_paragraphs
# Ends sentences only at full stops: a heading without one becomes the beginning of the next paragraph's sentence.
import re

CODE = re.compile(r"^```.*?(?:^```[^\n]*|\s*\Z)", re.M | re.S)
SENTENCE = re.compile(r"\S.*?(?:(?<=[.!?])(?=\s)|(?=\s*\Z))", re.S)
LINE = re.compile(r"[^\n]*\S[^\n]*")
WORD = re.compile(r"\S+")


def sentences(text, start, end):
    for match in SENTENCE.finditer(text, start, end):
        yield match.span(), WORD


def pieces(text):
    """The places of sentences and code blocks, each with the pattern of what it is made of."""
    position = 0
    for block in CODE.finditer(text):
        yield from sentences(text, position, block.start())
        body = block.group()
        closed = "\n```" in body
        yield (block.start(), block.start() + len(body if closed else body.rstrip())), LINE
        position = block.end()
    yield from sentences(text, position, len(text))


def fitting(text, fits):
    """The places of pieces that fit into a chunk."""
    for place, part in pieces(text):
        if fits(*place):
            yield place
            continue
        for match in part.finditer(text, *place):
            start, end = match.span()
            if fits(start, end):
                yield start, end
            else:
                yield from ((at, at + 1) for at in range(start, end))


def chunk(text, count, *, limit=200, overlap=30):
    if not 0 <= overlap < limit:
        raise ValueError("overlap must be at least 0 and less than limit")

    def size(start, end):
        return count(text[start:end])

    chunks = []
    run = []
    for start, end in fitting(text, lambda start, end: size(start, end) <= limit):
        if run and size(run[0][0], end) > limit:
            last = run[-1][1]
            chunks.append((run[0][0], last))
            while run and (size(run[0][0], last) > overlap or size(run[0][0], end) > limit):
                run.pop(0)
        run.append((start, end))
    if run:
        chunks.append((run[0][0], run[-1][1]))
    return chunks
