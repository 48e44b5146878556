"""The machinery of joint decoding: in which order cells are taken, and the trellis of all that may stand in them."""
