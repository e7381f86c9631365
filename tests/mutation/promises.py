"""stub"""


def broken_promises() -> int:
    return 0
