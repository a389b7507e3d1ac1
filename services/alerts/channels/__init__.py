"""Ways to a recipient: one adapter a channel."""

CHANNEL_NAMES = {"outbox": "外发文件夹", "mail": "邮件", "wecom": "企业微信", "dingtalk": "钉钉", "feishu": "飞书"}
"""A notification's channel as a page writes it."""

ROBOT_CHANNELS = frozenset({"wecom", "dingtalk", "feishu"})
"""The channels that end in a group robot."""
