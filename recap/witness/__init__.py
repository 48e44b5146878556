"""The witness: who cosigns the log only if it grows without changing what was there."""
