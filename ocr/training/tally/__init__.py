"""Trains the network that counts strokes in tally cells: `python -m ocr.training.tally`."""
