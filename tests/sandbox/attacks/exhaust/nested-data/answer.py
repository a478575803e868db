import copy
import json
import pickle


def run():
    nested = []
    for _ in range(200_000):
        nested = [nested]
    for act in (repr, lambda x: x == [x], copy.deepcopy, json.dumps, pickle.dumps, hash):
        try:
            act(nested)
        except (RecursionError, TypeError):
            pass
    del nested
    return 0
