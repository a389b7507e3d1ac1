"""Sign-in at the office's own identity provider: OpenID Connect, or plain OAuth2 as some government platforms offer it.

A provider says who somebody is; which account that is, is decided here, and what an account may do is never the
provider's to say, unless the office writes down what follows from which of its claims.
"""
