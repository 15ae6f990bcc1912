"""Samples that `npm run bench:samples` wrote."""

import numpy


def load(folder, name):
    """Returns the answers, and the bytes of each sample."""
    data = numpy.fromfile(f"{folder}/{name}.bin", dtype=numpy.uint8)
    rows = [line.split() for line in open(f"{folder}/{name}.txt")]
    ends = numpy.cumsum([int(size) for _, size in rows])
    return [answer for answer, _ in rows], numpy.split(data, ends[:-1])
