"""目标调整: a published target proposed to be another, examined and approved by an organ, and then in force. Or not."""
