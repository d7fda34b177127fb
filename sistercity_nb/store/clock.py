"""A hybrid logical clock: time as people read it, order that a wrong clock cannot break.

Kulkarni, Demirbas et al., "Logical Physical Clocks" (2014). A stamp is ``milliseconds.counter.node`` in fixed
width, so that stamps sort as text.
"""

_LAST = 999_999


def stamp(latest: str | None, now_ms: int, node: str) -> str:
    """The stamp of the next revision: later than ``latest`` even when the clock has gone back.

    Args:
        latest: the newest stamp in the record, or None.
        now_ms: milliseconds since 1970 by this machine's clock.
        node: who stamps; breaks ties between machines.
    """
    milliseconds, counter = now_ms, 0
    if latest is not None:
        then, count, _ = latest.split(".")
        if int(then) >= now_ms:
            milliseconds, counter = int(then), int(count) + 1
            if counter > _LAST:  # the width must hold, or stamps would no longer sort as text
                milliseconds, counter = milliseconds + 1, 0
    return f"{milliseconds:014d}.{counter:06d}.{node}"
