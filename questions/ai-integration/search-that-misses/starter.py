import math


def similarity(query, vector):
    """The cosine similarity of two vectors."""
    return sum(x * y for x, y in zip(query, vector)) / math.sqrt(sum(x * x for x in query))


def matches(entry, where):
    return all(entry["meta"].get(key) == value for key, value in where.items())


def search(index, query, k=5, *, where=None, min_score=0.0, per_doc=2):
    """Return (id, score) of the k best entries, best first."""
    for entry in index:
        entry["score"] = similarity(query, entry["vector"])
    best = sorted(index, key=lambda entry: (entry["score"], entry["id"]), reverse=True)[:k]

    results = []
    texts = set()
    per = {}
    for entry in best:
        per[entry["doc"]] = per.get(entry["doc"], 0) + 1
        if where and not matches(entry, where):
            continue
        if entry["score"] <= min_score:
            continue
        if entry["text"] in texts:
            continue
        texts.add(entry["text"])
        if per[entry["doc"]] > per_doc:
            continue
        results.append((entry["id"], round(entry["score"], 6)))
    return results
