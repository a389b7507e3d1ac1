"""Requests nobody would think of, to every route as everybody: whatever is sent, no answer is a fault of the server.

``doors`` are the routes, ``values`` what is put into them, ``world`` the system with everybody's keys in it; ``cells``
are a route asked by somebody, with a fixed seed, and the file of those that were asked.
"""
