import logging

log = logging.getLogger("app")


def work(what):
    log.info("got %s", what)
    log.getChild("child").warning("from the child")


def quiet():
    log.debug("nothing to see")
