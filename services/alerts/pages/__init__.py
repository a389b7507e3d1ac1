"""The alerts service over HTTP: its routes, and the pages 预警, 外发, 催报 and of the people who answer."""
