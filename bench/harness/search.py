"""Finds the highest rate that is sustained. Knows nothing of servers."""

FINE = 1.05


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


def confirmed(sustained, rate, fine=FINE, tries=6):
    """The highest rate at or below the given one that holds in the longer run too; gives what `sustained` gave, or None."""
    for _ in range(tries):
        result = sustained(rate)
        if result:
            return result
        rate /= fine
    return None


def peak(sustained, rate, fine=FINE, tries=6, climbs=12):
    """The highest rate that holds in the longer run, from what short runs found: down until it holds, else up while it does.

    More steps up than down: a virtual machine gets faster while it is measured."""
    result = sustained(rate)
    if not result:
        return confirmed(sustained, rate / fine, fine, tries)
    for _ in range(climbs):
        rate *= fine
        higher = sustained(rate)
        if not higher:
            break
        result = higher
    return result
