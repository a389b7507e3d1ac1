"""指标: the page of one target in full, its bullet graph, its line, its facts, and how it is shared out."""
