"""Orders catalog records by how near their titles are to a query."""

from library.encoder import encode


def order(query, records, most=20):
    near = encode(query)
    return sorted(records, key=lambda record: -near.dot(encode(record.title)))[:most]
