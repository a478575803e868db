import operator
import re
from dataclasses import dataclass


class ParseError(SyntaxError):
    pass


@dataclass
class Num:
    value: int


@dataclass
class Bin:
    op: str
    left: object
    right: object


def tokenize(text):
    for m in re.finditer(r"\s*(?:(\d+)|(.))", text):
        if m[1]:
            yield "num", int(m[1])
        elif m[2].strip():
            yield "op", m[2]
    yield "end", None


def parse(text):
    tokens = list(tokenize(text))
    pos = 0

    def expr(level=0):
        nonlocal pos
        if level == 2:
            kind, v = tokens[pos]
            pos += 1
            if kind == "num":
                return Num(v)
            if v == "(":
                e = expr()
                if tokens[pos] != ("op", ")"):
                    raise ParseError(f"expected ) at {pos}")
                pos += 1
                return e
            raise ParseError(f"unexpected {v!r}")
        left = expr(level + 1)
        while tokens[pos][0] == "op" and tokens[pos][1] in ("+-", "*/")[level]:
            op = tokens[pos][1]
            pos += 1
            left = Bin(op, left, expr(level + 1))
        return left

    tree = expr()
    if tokens[pos][0] != "end":
        raise ParseError(f"trailing {tokens[pos][1]!r}")
    return tree


OPS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.floordiv}


def evaluate(tree):
    match tree:
        case Num(v):
            return v
        case Bin(op, l, r):
            return OPS[op](evaluate(l), evaluate(r))


def part1(lines):
    return sum(evaluate(parse(line)) for line in lines if line.strip())


def part2(text):
    blocks = text.strip().split("\n\n")
    return max(sum(map(int, b.split())) for b in blocks)
