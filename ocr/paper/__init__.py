"""Paper: a layout and a station turned into printed pages."""
