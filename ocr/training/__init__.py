"""How the digit network is made: run `python -m ocr.training`; nothing here is imported when a form is read."""
