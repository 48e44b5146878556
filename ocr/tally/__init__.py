"""Reads tally marks (turus): finds the printed grid, counts each cell's strokes, weighs every number they may mean."""
