import copy
import math
import random

import pytest
from answer import search


def entry(id, vector, *, doc=None, text=None, **meta):
    """An entry of which only the named parts matter: doc and text are its own, if not given."""
    return {"id": id, "doc": doc or id, "text": id if text is None else text, "vector": vector, "meta": meta}


def ids(*args, **options):
    found = search(*args, **options)
    assert isinstance(found, list)
    return [id for id, _ in found]


@pytest.mark.sample
def test_cosine():
    """The score is the cosine similarity, whatever the length of the vectors"""
    index = [entry("long", [30, 1]), entry("same", [3, 4]), entry("near", [8, 6]), entry("half", [0, 0.5])]
    assert search(index, [3, 4]) == [("same", 1.0), ("near", 0.96), ("half", 0.8), ("long", 0.626319)]
    assert search(index, [0.3, 0.4]) == [("same", 1.0), ("near", 0.96), ("half", 0.8), ("long", 0.626319)]
    assert search([entry("a", [1, 2, 2])], [2, 0, 0]) == [("a", 0.333333)]


def test_zero_vectors():
    """Where the query or a vector is all zeros, the score is 0"""
    index = [entry("b", [0, 0]), entry("a", [1, 2])]
    assert search(index, [1, 2]) == [("a", 1.0), ("b", 0.0)]
    assert search(index, [0, 0]) == [("a", 0.0), ("b", 0.0)]


def test_different_lengths():
    """Vectors with different numbers of components raise ValueError"""
    for vector in ([1], [1, 2, 3], []):
        with pytest.raises(ValueError):
            search([entry("a", [1, 2]), entry("b", vector)], [1, 2])


@pytest.mark.sample
def test_equal_scores():
    """Entries with equal scores are in the order of their ids, after better ones"""
    index = [entry("c", [1, 0]), entry("a", [5, 0]), entry("d", [0, 1]), entry("b", [2, 0]), entry("e", [1, 1])]
    assert ids(index, [1, 0]) == ["a", "b", "c", "e", "d"]
    assert ids(index[::-1], [1, 0], 2) == ["a", "b"]


def test_rounded_before_comparing():
    """Scores are rounded to 6 decimals before they are compared"""
    index = [entry("b", [1, 0]), entry("a", [1, 0.0001]), entry("c", [1, 0.01])]
    assert search(index, [1, 0]) == [("a", 1.0), ("b", 1.0), ("c", 0.99995)]
    assert search(index, [1, 0], min_score=1.0) == [("a", 1.0), ("b", 1.0)]


@pytest.mark.sample
def test_filter_before_choosing():
    """The filter keeps entries that match, and results are chosen among these"""
    index = [entry(f"en-{number}", [10, number], lang="en") for number in range(6)]
    index += [entry("de-2", [10, 20], lang="de"), entry("de-1", [10, 10], lang="de", team="shop")]
    assert ids(index, [1, 0], 3, where={"lang": "de"}) == ["de-1", "de-2"]
    assert ids(index, [1, 0], 1, where={"lang": "de"}) == ["de-1"]
    assert ids(index, [1, 0], where={"team": "shop", "lang": "de"}) == ["de-1"]
    assert ids(index, [1, 0], where={"team": "shop", "lang": "en"}) == []
    assert ids(index, [1, 0], 2, where={}) == ["en-0", "en-1"]


def test_filter_with_a_list():
    """With a list in the filter, the value must be equal to one of that list"""
    index = [entry("a", [1, 0], lang="de"), entry("b", [1, 1], lang="en"), entry("c", [1, 2], lang="fr"), entry("d", [1, 3], lang="e")]
    assert ids(index, [1, 0], where={"lang": ["en", "fr"]}) == ["b", "c"]
    assert ids(index, [1, 0], where={"lang": ["en"]}) == ["b"]
    assert ids(index, [1, 0], where={"lang": "en"}) == ["b"]
    assert ids(index, [1, 0], where={"lang": []}) == []


def test_filter_needs_the_key():
    """An entry without the key of the filter doesn't match, an equal value of any kind does"""
    index = [entry("a", [1, 0]), entry("b", [1, 1], team=None), entry("c", [1, 2], team=0), entry("d", [1, 3], team="")]
    assert ids(index, [1, 0], where={"team": None}) == ["b"]
    assert ids(index, [1, 0], where={"team": [None, 0]}) == ["b", "c"]
    assert ids(index, [1, 0], where={"team": ""}) == ["d"]


def test_minimum():
    """Less than the minimum is left out, exactly the minimum is enough"""
    index = [entry("a", [3, 4]), entry("b", [4, 3]), entry("c", [0, 1]), entry("d", [-1, 0]), entry("e", [4, -3])]
    assert ids(index, [3, 4], min_score=0.96) == ["a", "b"]
    assert ids(index, [3, 4], min_score=0.8) == ["a", "b", "c"]
    assert ids(index, [3, 4], min_score=-0.6) == ["a", "b", "c", "e", "d"]
    assert ids(index, [3, 4], min_score=-0.5) == ["a", "b", "c", "e"]
    assert ids(index, [3, 4], min_score=0) == ["a", "b", "c", "e"]
    assert ids(index, [3, 4]) == ["a", "b", "c", "e"]
    assert ids(index, [-4, 3]) == ["d", "c", "a"]


def test_same_text_once():
    """The same text, but for case and white space, is a result only once, and doesn't take the place of another"""
    texts = ["Legal notice", "legal  NOTICE", "\tLegal\nnotice ", "Legalnotice", "Legal notices"]
    index = [entry(f"{number}", [10, number], text=text) for number, text in enumerate(texts)]
    assert ids(index, [1, 0]) == ["0", "3", "4"]
    assert ids(index, [1, 0], 3) == ["0", "3", "4"]
    assert ids(index, [1, 0], 2) == ["0", "3"]
    assert ids(index, [0, 1]) == ["4", "3", "2"]


def test_results_of_one_doc():
    """At most as many results as told are of the same doc, the best of them"""
    index = [entry(f"{doc}{number}", [10, number], doc=doc) for number, doc in enumerate("xxxxyxy")]
    assert ids(index, [1, 0]) == ["x0", "x1", "y4", "y6"]
    assert ids(index, [1, 0], per_doc=1) == ["x0", "y4"]
    assert ids(index, [1, 0], 4, per_doc=3) == ["x0", "x1", "x2", "y4"]


def test_left_out_entries_do_not_count():
    """Only results count for a text or a doc, not entries that were left out"""
    index = [
        entry("a", [10, 0], doc="x", lang="en"),
        entry("b", [10, 1], doc="x", text="a"),
        entry("c", [10, 2], doc="x", text="A"),
        entry("d", [10, 3], doc="x", text="d"),
        entry("e", [10, 4], doc="x", text="e"),
        entry("f", [10, 5], doc="y", text="E"),
    ]
    assert ids(index, [1, 0]) == ["a", "d", "f"]
    assert ids(index, [1, 0], where={"lang": "en"}) == ["a"]
    french = [dict(one, meta={"lang": "fr"}) for one in index[3:]]
    assert ids(index[:3] + french, [1, 0], where={"lang": "fr"}) == ["d", "e"]


def test_number_of_results():
    """Ends at k results, 5 if nothing is said, or when there are no entries any more"""
    index = [entry(f"{number}", [10, number]) for number in range(8)]
    assert ids(index, [1, 0]) == ["0", "1", "2", "3", "4"]
    assert ids(index, [1, 0], 1) == ["0"]
    assert ids(index, [1, 0], 7) == ["0", "1", "2", "3", "4", "5", "6"]
    assert ids(index, [1, 0], k=9) == ["0", "1", "2", "3", "4", "5", "6", "7"]
    assert search([], [1, 0]) == []


def test_index_stays():
    """The index and its entries stay as they were"""
    index = [entry("b", [1, 1], lang="en"), entry("a", [2, 0], lang="de"), entry("c", [0, 1], lang="en")]
    before = copy.deepcopy(index)
    where = {"lang": ["en", "de"]}
    assert ids(index, [1, 0], 2, where=where) == ["a", "b"]
    assert index == before
    assert where == {"lang": ["en", "de"]}


def test_random_index():
    """In a random index the results are the entries that match and score best, in order"""
    vectors = [[1, 0], [2, 0], [0, 3], [3, 4], [6, 8], [4, 3], [-1, 0], [0, 0]]
    for _ in range(60):
        index = []
        for number in random.sample(range(100), 14):
            meta = random.choice([{}, {"lang": "de"}, {"lang": "en"}, {"lang": "d"}, {"lang": "de", "team": None}])
            index.append({"id": f"{number:02}", "doc": random.choice("xyz"), "text": f"text {number}", "vector": random.choice(vectors), "meta": meta})
        query = random.choice(vectors[:6])
        k, min_score, per_doc = random.randrange(1, 7), random.choice([-1, 0, 0.6, 0.8]), random.randrange(1, 4)
        where = random.choice([{}, {}, {"lang": "de"}, {"lang": ["de", "en"]}, {"team": None}])

        ranked = []
        for one in index:
            norms = math.hypot(*query) * math.hypot(*one["vector"])
            score = round(sum(x * y for x, y in zip(query, one["vector"])) / norms, 6) if norms else 0.0
            missing = object()
            fits = all(one["meta"].get(key, missing) in (value if isinstance(value, list) else [value]) for key, value in where.items())
            if fits and score >= min_score:
                ranked.append((-score, one["id"], one["doc"]))
        expected, docs = [], []
        for score, id, doc in sorted(ranked):
            if docs.count(doc) < per_doc and len(expected) < k:
                expected.append((id, -score))
                docs.append(doc)
        assert search(index, query, k, where=where, min_score=min_score, per_doc=per_doc) == expected
