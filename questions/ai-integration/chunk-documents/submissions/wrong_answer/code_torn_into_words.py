# fails: test_large_code_block, test_large_word
# Cuts a large code block at white space as if it were prose: indentation and lines are lost.
from dataclasses import dataclass

FENCE = "```"


@dataclass
class Piece:
    start: int
    end: int
    is_code: bool = False


class Chunker:
    def __init__(self, text, count, limit, overlap):
        self.text = text
        self.count = count
        self.limit = limit
        self.overlap = overlap

    def size(self, first, last):
        return self.count(self.text[first.start : last.end])

    def lines(self, start, end):
        while start < end:
            stop = self.text.find("\n", start, end)
            stop = end if stop < 0 else stop
            yield start, stop
            start = stop + 1

    def words(self, start, end):
        begin = None
        for at in range(start, end):
            if self.text[at].isspace():
                if begin is not None:
                    yield begin, at
                begin = None
            elif begin is None:
                begin = at
        if begin is not None:
            yield begin, end

    def blank(self, start, end):
        return self.text[start:end].strip() == ""

    def sentences(self, start, end):
        begin = None
        for first, last in self.words(start, end):
            if begin is None:
                begin = first
            if self.text[last - 1] in ".!?":
                yield Piece(begin, last)
                begin = None
        if begin is not None:
            yield Piece(begin, last)

    def pieces(self):
        code = None
        paragraph = None
        for start, end in self.lines(0, len(self.text)):
            fence = self.text.startswith(FENCE, start)
            if code is not None:
                if fence:
                    yield Piece(code, end, True)
                    code = None
            elif fence or self.blank(start, end):
                if paragraph is not None:
                    yield from self.sentences(paragraph, start)
                    paragraph = None
                if fence:
                    code = start
            elif paragraph is None:
                paragraph = start
        if code is not None:
            yield Piece(code, len(self.text.rstrip()), True)
        elif paragraph is not None:
            yield from self.sentences(paragraph, len(self.text))

    def small_pieces(self):
        for piece in self.pieces():
            if self.size(piece, piece) <= self.limit:
                yield piece
                continue
            split = self.words
            for start, end in split(piece.start, piece.end):
                part = Piece(start, end)
                if self.blank(start, end):
                    continue
                if self.size(part, part) <= self.limit:
                    yield part
                else:
                    yield from (Piece(at, at + 1) for at in range(start, end))

    def chunks(self):
        pieces = list(self.small_pieces())
        first = last = 0
        while last < len(pieces):
            while last + 1 < len(pieces) and self.size(pieces[first], pieces[last + 1]) <= self.limit:
                last += 1
            yield pieces[first].start, pieces[last].end
            new = last + 1
            if new == len(pieces):
                return
            while first < new and not (self.size(pieces[first], pieces[last]) <= self.overlap and self.size(pieces[first], pieces[new]) <= self.limit):
                first += 1
            last = new


def chunk(text, count, *, limit=200, overlap=30):
    if overlap < 0 or overlap >= limit:
        raise ValueError("overlap must be at least 0 and less than limit")
    return list(Chunker(text, count, limit, overlap).chunks())
