"""Finds the highest rate that is sustained. Knows nothing of servers."""

FINE = 1.05
TURNS = 5  # of a walk about the highest rate


def highest(sustained, first, factor=1.5, fine=FINE, floor=None):
    """Brackets by a factor, then bisects until the lowest failing rate is within `fine` of the highest sustained one.

    `sustained(rate)` tries a rate. Gives None where even `floor` is not sustained.
    """
    floor = first / 200 if floor is None else floor
    low, high, rate = None, None, first
    while low is None or high is None:
        if sustained(rate):
            low, rate = rate, rate * factor
        else:
            high, rate = rate, rate / factor
            if low is None and rate < floor:
                return None
    while high / low > fine:
        middle = (low * high) ** 0.5
        if sustained(middle):
            low = middle
        else:
            high = middle
    return low


def staircase(sustained, rate, tries, fine=FINE, turns=TURNS):
    """What held of so many tries, each `fine` higher after one that held, and lower after one that did not.

    Such a walk stays about the rate that holds every other time, also where that moves with the machine. One that has changed its
    direction fewer times than `turns` is still on its way there, and goes on, for as many tries more at most. What only led there does
    not count: before the first change of direction, all but the last that held. `sustained(rate)` gives a result, or None.
    """
    held, changes, before, tried = [], 0, None, 0
    while tried < tries or (changes < turns and tried < 2 * tries):
        result = sustained(rate)
        changes += before not in (None, bool(result))
        if result:
            held = [*held, result] if changes else [result]
        before, rate, tried = bool(result), rate * fine if result else rate / fine, tried + 1
    return held
