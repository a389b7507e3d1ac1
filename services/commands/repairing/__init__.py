"""What mends figures and readers: made again, put back, begun again, tried again."""
