"""Forms filled and photographed by code, with the truth beside every photo."""
