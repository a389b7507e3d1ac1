"""What a report costs as the aggregator runs, of this build and of another one by turns."""
