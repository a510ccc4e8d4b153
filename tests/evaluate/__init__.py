"""The figures that `shadowscan evaluate` tells."""
