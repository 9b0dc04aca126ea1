"""What an explanation costs and how right it is, ours beside its peers': `python -m bench.explain`."""
