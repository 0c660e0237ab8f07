"""What the steps of the emulator's clients have in common."""

# How long anything may take, in seconds.
PATIENCE = 60


def check(condition, text):
    if not condition:
        raise AssertionError(text)


def told(order):
    """What is compared with the venue's own books."""
    return {"id": order["id"], "status": order["status"], "filled": order["filled"]}


def refused(kind, call):
    try:
        answer = call()
    except kind as error:
        return type(error).__name__
    raise AssertionError(f"{kind.__name__} was expected, not {answer}")
