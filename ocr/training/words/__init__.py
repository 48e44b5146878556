"""Trains the network that reads the letters of number words: `python -m ocr.training.words`."""
