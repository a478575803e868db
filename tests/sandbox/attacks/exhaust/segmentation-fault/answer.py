import faulthandler


def run():
    faulthandler._stack_overflow()
    faulthandler._sigsegv()
    faulthandler._read_null()
