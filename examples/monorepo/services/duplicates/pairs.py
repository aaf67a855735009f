"""Prints pairs of records whose titles lie closer than a threshold."""

import csv
import itertools
import sys

from library.encoder import encode

THRESHOLD = 0.12

with open(sys.argv[1], newline="") as catalog:
    records = list(csv.DictReader(catalog))
for one, other in itertools.combinations(records, 2):
    if encode(one["title"]).distance(encode(other["title"])) < THRESHOLD:
        print(one["record"], other["record"])
