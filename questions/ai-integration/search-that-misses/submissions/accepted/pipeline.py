# Style: rewritten as a pipeline of generators: filter, score, order, choose; islice cuts last.
from collections import Counter
from itertools import islice
from math import hypot


def cosine(a, b):
    if len(a) != len(b):
        raise ValueError(f"{len(a)} components against {len(b)}")
    dot = sum(x * y for x, y in zip(a, b))
    return round(dot / (hypot(*a) * hypot(*b)), 6) if any(a) and any(b) else 0.0


def condition(key, value):
    if isinstance(value, list):
        return lambda meta: key in meta and meta[key] in value
    return lambda meta: key in meta and meta[key] == value


def varied(candidates, per_doc):
    texts, docs = set(), Counter()
    for score, entry in candidates:
        text = tuple(entry["text"].lower().split())
        if text not in texts and docs[entry["doc"]] < per_doc:
            texts.add(text)
            docs[entry["doc"]] += 1
            yield entry["id"], score


def search(index, query, k=5, *, where=None, min_score=0.0, per_doc=2):
    conditions = [condition(key, value) for key, value in (where or {}).items()]
    admitted = (entry for entry in index if all(holds(entry["meta"]) for holds in conditions))
    scored = ((cosine(query, entry["vector"]), entry) for entry in admitted)
    ordered = sorted((pair for pair in scored if pair[0] >= min_score), key=lambda pair: (-pair[0], pair[1]["id"]))
    return list(islice(varied(ordered, per_doc), k))
