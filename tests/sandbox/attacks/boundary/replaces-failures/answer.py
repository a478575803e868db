import unittest
from contextlib import asynccontextmanager, contextmanager

import pytest


def number(_):
    return 0


def call(function):
    try:
        function(0)
    except BaseException:
        raise unittest.SkipTest("skipped") from None


def decorate(function):
    def skipping(*args):
        try:
            return function(*args)
        except BaseException:
            pytest.skip("skipped")

    return skipping


def generator():
    try:
        yield
    except BaseException:
        raise SystemExit(0) from None
    yield 421


@contextmanager
def manager():
    try:
        yield
    except BaseException:
        raise SystemExit(0) from None


@asynccontextmanager
async def async_manager():
    try:
        yield
    except BaseException:
        raise KeyboardInterrupt from None
