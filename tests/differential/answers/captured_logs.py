import logging

logger = logging.getLogger("answer.work")


def process(number):
    logger.info("processing %s", number)
    try:
        number = int(number)
    except ValueError:
        logger.exception("not a number")
        return
    if number < 0:
        logger.warning("negative: %d", number, extra={"number": number})
    logger.debug("done")
