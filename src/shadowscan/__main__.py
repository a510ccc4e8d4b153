"""`python -m shadowscan`."""

from shadowscan.cli import main

main(prog_name="shadowscan")
