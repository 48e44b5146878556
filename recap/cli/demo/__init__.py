"""The demonstration: a kecamatan's forms, drawn, photographed, sent, read, confirmed, settled and published."""
