# fails: test_equal_scores, test_filter_before_choosing, test_same_text_once, test_results_of_one_doc, test_number_of_results, test_index_stays, test_random_index
# Looks at the number of results before the last one is counted, and returns one more than k.
import math


def similarity(query, vector):
    """The cosine similarity of two vectors."""
    if len(query) != len(vector):
        raise ValueError("vectors of different lengths")
    norms = math.sqrt(sum(x * x for x in query)) * math.sqrt(sum(x * x for x in vector))
    if norms == 0:
        return 0.0
    return round(sum(x * y for x, y in zip(query, vector)) / norms, 6)


def matches(entry, where):
    for key, value in where.items():
        allowed = value if isinstance(value, list) else [value]
        if key not in entry["meta"] or entry["meta"][key] not in allowed:
            return False
    return True


def search(index, query, k=5, *, where=None, min_score=0.0, per_doc=2):
    """Return (id, score) of the k best entries, best first."""
    scored = [(similarity(query, entry["vector"]), entry) for entry in index]
    scored.sort(key=lambda pair: (-pair[0], pair[1]["id"]))

    results = []
    texts = set()
    per = {}
    for score, entry in scored:
        if where and not matches(entry, where):
            continue
        if score < min_score:
            continue
        text = " ".join(entry["text"].lower().split())
        if text in texts or per.get(entry["doc"], 0) == per_doc:
            continue
        texts.add(text)
        per[entry["doc"]] = per.get(entry["doc"], 0) + 1
        results.append((entry["id"], score))
        if len(results) > k:
            break
    return results
