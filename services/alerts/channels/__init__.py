"""Ways to a recipient: one adapter a channel."""

CHANNEL_NAMES = {"outbox": "外发文件夹", "mail": "邮件"}
"""A notification's channel as a page writes it."""
