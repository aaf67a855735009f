"""Fits the layer that proposes topics, on the records of the catalog."""

import csv
import sys

from library.encoder import encode
from library.linear import fit

with open(sys.argv[1], newline="") as catalog:
    rows = [(encode(row["title"]), row["topics"].split(";")) for row in csv.DictReader(catalog)]
fit(rows).save("topics.safetensors")
