"""What people do about an alert: 签收, 反馈, 会审, 销号; when the next step is due, the letters, the signed links."""
