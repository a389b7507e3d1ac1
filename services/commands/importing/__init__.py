"""Files of reports brought to a running service over HTTP: forms one by one, tables and lines in one stream."""
