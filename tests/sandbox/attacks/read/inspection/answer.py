import copy
import dis
import inspect
import io
import marshal
import pickle


class Problem(Exception):
    pass


def look(read, x):
    try:
        print(read(x))
    except BaseException as error:
        print(type(error), error)


def disassembled(x):
    out = io.StringIO()
    dis.dis(x, file=out)
    return out.getvalue()


READS = (
    inspect.getsource,
    inspect.signature,
    inspect.getclosurevars,
    inspect.getmembers,
    inspect.getmodule,
    inspect.getgeneratorlocals,
    disassembled,
    pickle.dumps,
    marshal.dumps,
    copy.copy,
    copy.deepcopy,
)


def solve(given):
    for read in READS:
        look(read, given)
        look(read, type(given))
