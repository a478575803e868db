import sys
import traceback


class Problem(Exception):
    pass


def dig(error):
    seen = []
    while error is not None and error not in seen:
        seen.append(error)
        print(repr(error), error.args, vars(error), traceback.format_exception(error))
        trace = error.__traceback__
        while trace is not None:
            print(trace.tb_frame.f_code.co_filename, trace.tb_frame.f_locals)
            trace = trace.tb_next
        error = error.__cause__ or error.__context__


def solve(given):
    for provoke in (
        lambda: given(1, 2, 3, nope=4),
        lambda: given("x", label=None),
        lambda: given.fail(),
        lambda: given.add(),
        lambda: given.throw(ValueError),
        lambda: given + given,
        lambda: given.nothing,
    ):
        try:
            print(provoke())
        except BaseException as error:
            dig(error)
            dig(sys.exception())
    raise Problem
