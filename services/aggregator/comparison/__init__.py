"""比对分析: indicators of one region beside each other, quarter by quarter, and which part as they never had before."""
