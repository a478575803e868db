# fails: test_sentences, test_only_a_line_begins_a_code_block, test_random_pages
# Cuts copies of the text and looks for them with find: a sentence that stands there twice is placed at the first.
import re

CODE = re.compile(r"^```.*?(?:^```[^\n]*|\s*\Z)", re.M | re.S)


def split_prose(prose):
    for paragraph in re.split(r"\n\s*\n", prose):
        yield from (sentence for sentence in re.split(r"(?<=[.!?])\s+", paragraph.strip()) if sentence)


def pieces(text):
    position = 0
    for block in CODE.finditer(text):
        yield from split_prose(text[position : block.start()])
        body = block.group()
        yield body if "\n```" in body else body.rstrip()
        position = block.end()
    yield from split_prose(text[position:])


def chunk(text, count, *, limit=200, overlap=30):
    if not 0 <= overlap < limit:
        raise ValueError("overlap must be at least 0 and less than limit")

    def size(start, end):
        return count(text[start:end])

    places = []
    for piece in pieces(text):
        start = text.find(piece)
        if size(start, start + len(piece)) <= limit:
            places.append((start, start + len(piece)))
            continue
        pattern = r"[^\n]*\S[^\n]*" if piece.startswith("```") else r"\S+"
        for match in re.compile(pattern).finditer(text, start, start + len(piece)):
            if size(*match.span()) <= limit:
                places.append(match.span())
            else:
                places.extend((at, at + 1) for at in range(*match.span()))

    chunks = []
    run = []
    for start, end in places:
        if run and size(run[0][0], end) > limit:
            last = run[-1][1]
            chunks.append((run[0][0], last))
            while run and (size(run[0][0], last) > overlap or size(run[0][0], end) > limit):
                run.pop(0)
        run.append((start, end))
    if run:
        chunks.append((run[0][0], run[-1][1]))
    return chunks
