"""考核: districts' points by month, quarter and year, by a scheme that is data, each traced to events and figures."""
